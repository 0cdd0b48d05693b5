import { begin, ExitCode, Fault, machine, type RunEvent, type RunState } from "@sdetkit/core";
import { outputFolder } from "../files/workspace-layout.ts";
import { restoredPlan } from "./plan-secrets.ts";
import { continueRun } from "./run-task.ts";
import { settleUnknown } from "./settle-unknown.ts";
import { allowedEnvironment, type Shop } from "./shop.ts";
import type { RunAnswer, RunOptions } from "./types.ts";

/** Continues a run that was cut off, at the first step that has no outcome; see `settleUnknown` for those that began. */
export async function resumeRun(
  run: string,
  options: RunOptions & { readonly retryUnknown?: boolean },
  shop: Shop,
): Promise<RunAnswer> {
  const { history, layout } = shop;
  const open = history.unfinished().find((each) => each.run === run);
  if (!open) throw notOpen(run, shop);
  history.claim(run);
  const now = allowedEnvironment(shop.config, shop.options.env);
  const events = history.events(run).map(({ body }) => {
    const event = JSON.parse(body) as RunEvent;
    return event.kind === "planned" ? { ...event, plan: restoredPlan(event.plan, now, shop.redactor) } : event;
  });
  const state = await settleUnknown(rebuild(events), {
    roots: { workspace: layout.root, output: outputFolder(layout, run) },
    retry: options.retryUnknown === true,
    commit: (event) => void history.append(run, JSON.stringify(event)),
  });
  return continueRun({ run, capturedMs: open.captured_ms, state }, options, shop);
}

function notOpen(run: string, { history }: Shop): Fault {
  const ended = history.envelope(run);
  const message = ended
    ? `run ${run} is over (${ended.status}): there is nothing to resume`
    : `there is no unfinished run ${run}`;
  const remedy = "sdetkit agent history list shows the runs that were cut off";
  return new Fault("not-resumable", message, { exit: ExitCode.usage, remedy });
}

/** The state that a journal stands for: the first event is always the plan. */
export function rebuild(events: readonly RunEvent[]): RunState {
  const [first, ...rest] = events;
  if (first?.kind !== "planned") {
    const remedy = "sdetkit agent history verify";
    throw new Fault("journal-broken", "expected the journal of the run to begin with its plan", {
      exit: ExitCode.differs,
      remedy,
    });
  }
  return rest.reduce(machine, begin(first.plan));
}
