import { begin, Fault, type RunEvent, type RunState, reduce } from "@sdetkit/core";
import { outputFolder } from "../files/workspace-layout.ts";
import { allowedEnvironment, type EngineContext } from "./engine-context.ts";
import { restoredPlan } from "./plan-secrets.ts";
import { resolveInterrupted } from "./resolve-interrupted.ts";
import { continueRun } from "./run-task.ts";
import type { RunAnswer, RunOptions } from "./types.ts";

/** Continues a run that was interrupted, at the first step that has no outcome; see `resolveInterrupted` for those that began. */
export async function resumeRun(
  run: string,
  options: RunOptions & { readonly retryUnknown?: boolean },
  context: EngineContext,
): Promise<RunAnswer> {
  const { history, layout } = context;
  const open = history.unfinished().find((each) => each.run === run);
  if (!open) throw notOpen(run, context);
  history.claim(run);
  const now = allowedEnvironment(context.config, context.options.env);
  const events = history.events(run).map(({ body }) => {
    const event = JSON.parse(body) as RunEvent;
    return event.kind === "planned" ? { ...event, plan: restoredPlan(event.plan, now, context.redactor) } : event;
  });
  const state = await resolveInterrupted(rebuild(events), {
    roots: { workspace: layout.root, output: outputFolder(layout, run) },
    retry: options.retryUnknown === true,
    commit: (event) => void history.append(run, JSON.stringify(event)),
  });
  return continueRun({ run, capturedMs: open.captured_ms, state }, options, context);
}

function notOpen(run: string, { history }: EngineContext): Fault {
  const ended = history.envelope(run);
  const message = ended
    ? `run ${run} is over (${ended.status}): there is nothing to resume`
    : `there is no unfinished run ${run}`;
  return new Fault("not-resumable", message);
}

/** The state that a journal stands for: the first event is always the plan. */
export function rebuild(events: readonly RunEvent[]): RunState {
  const [first, ...rest] = events;
  if (first?.kind !== "planned") {
    throw new Fault("journal-broken", "expected the journal of the run to begin with its plan");
  }
  return rest.reduce(reduce, begin(first.plan));
}
