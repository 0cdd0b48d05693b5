import { posix } from "node:path";
import {
  begin,
  ExitCode,
  Fault,
  INTERRUPTED,
  machine,
  nothingDone,
  parseParams,
  type RunEvent,
  type RunState,
  type Step,
  unknownSteps,
} from "@sdetkit/core";
import { actions } from "../action/registry.ts";
import { createConfinedFiles } from "../files/confined-files.ts";
import { outputFolder } from "../workspace/layout.ts";
import type { RunAnswer, RunOptions } from "./contract.ts";
import { continueRun } from "./run-task.ts";
import type { Shop } from "./shop.ts";

/**
 * Continues a run that was cut off, at the first step that has no outcome. A step whose outcome is unknown is performed
 * again when its action is idempotent or the caller says so; else it has failed, and the run goes on from there.
 */
export async function resumeRun(
  run: string,
  options: RunOptions & { readonly retryUnknown?: boolean },
  shop: Shop,
): Promise<RunAnswer> {
  const { history } = shop;
  const open = history.unfinished().find((each) => each.run === run);
  if (!open) throw notOpen(run, shop);
  history.claim(run);
  let state = rebuild(history.events(run).map(({ body }) => JSON.parse(body) as RunEvent));
  await sweepInterruptedWrites(state, { workspace: shop.layout.root, output: outputFolder(shop.layout, run) });
  for (const step of unknownSteps(state)) {
    const again = options.retryUnknown === true || mayRepeat(step);
    const event: RunEvent = again ? { kind: "reopened", step: step.id } : interrupted(state, step.id);
    history.append(run, JSON.stringify(event));
    state = machine(state, event);
  }
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

/** A write that was killed leaves its temporary file: they go before the step is performed again. */
export async function sweepInterruptedWrites(
  state: RunState,
  roots: { readonly workspace: string; readonly output: string },
): Promise<void> {
  const files = createConfinedFiles(roots);
  for (const { id, action } of unknownSteps(state)) {
    const at = state.steps.get(id);
    const spec = actions.get(action);
    if (!spec || at?.kind !== "performing") continue;
    const parsed = parseParams(spec, at.params);
    if (!parsed.success) continue;
    for (const need of spec.needs(parsed.data)) {
      if (need.kind !== "write") continue;
      const parent = { root: need.path.root, path: posix.dirname(need.path.path).replace(/^\.$/, "") };
      for (const folder of [parent, need.path]) await files.sweepTemporaries(folder).catch(() => 0);
    }
  }
}

/** Whether a step whose end nobody knows may be performed again: its action says so, or its author. */
export function mayRepeat(step: Step): boolean {
  return step.idempotent === true || actions.get(step.action)?.idempotent === true;
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

/** A step that began and whose end nobody knows: it cannot be called done, and must not be done twice unasked. */
export function interrupted(state: RunState, step: string): RunEvent {
  const at = state.steps.get(step);
  const message = "it was cut off, and its action is not safe to repeat: look at what it did, then run the task again";
  return {
    kind: "outcome",
    step,
    attempt: at?.kind === "performing" ? at.attempt : 1,
    result: nothingDone("failed", { failure: { code: INTERRUPTED, message } }),
  };
}
