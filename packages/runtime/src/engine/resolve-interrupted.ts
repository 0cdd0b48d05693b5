import { posix } from "node:path";
import {
  INTERRUPTED,
  type LogicalRoot,
  nothingDone,
  parseParams,
  type RunEvent,
  type RunState,
  reduce,
  type Step,
  unknownSteps,
} from "@sdetkit/core";
import { actions } from "../action/registry.ts";
import { createConfinedFiles } from "../files/confined-files.ts";

/** How a run that was interrupted is taken up again. */
export interface ResolveOptions {
  /** Where it works. */
  readonly roots: { readonly [root in LogicalRoot]: string };
  /** Performs every step again whose end nobody knows, safe or not. */
  readonly retry?: boolean;
  /** Resolves when the event is durable. */
  readonly commit: (event: RunEvent) => void | Promise<void>;
}

/**
 * Settles the steps that began and whose end nobody knows: one is performed again when its action or its author calls that
 * safe, or the caller says so; else it has failed, and the run continues from there.
 */
export async function resolveInterrupted(
  start: RunState,
  { roots, retry = false, commit }: ResolveOptions,
): Promise<RunState> {
  let state = start;
  await sweepInterruptedWrites(state, roots);
  for (const step of unknownSteps(start)) {
    const event: RunEvent =
      retry || mayRepeat(step) ? { kind: "reopened", step: step.id } : interrupted(state, step.id);
    await commit(event);
    state = reduce(state, event);
  }
  return state;
}

/** A write that was killed leaves its temporary file: they go before the step is performed again. */
async function sweepInterruptedWrites(state: RunState, roots: ResolveOptions["roots"]): Promise<void> {
  const files = createConfinedFiles(roots);
  for (const { id, action } of unknownSteps(state)) {
    const at = state.steps.get(id);
    const spec = actions.get(action);
    if (!spec || at?.kind !== "performing") continue;
    const parsed = parseParams(spec, at.params);
    if (!parsed.success) continue;
    for (const need of spec.needs(parsed.data)) {
      // Also of what it only reads: a secret is taken out of a file that a command made.
      if (need.kind !== "write" && need.kind !== "read") continue;
      const parent = { root: need.path.root, path: posix.dirname(need.path.path).replace(/^\.$/, "") };
      for (const folder of [parent, need.path]) await files.sweepTemporaries(folder).catch(() => 0);
    }
  }
}

function mayRepeat(step: Step): boolean {
  return step.idempotent === true || actions.get(step.action)?.idempotent === true;
}

/** It cannot be called done, and must not be done twice unasked. */
function interrupted(state: RunState, step: string): RunEvent {
  const at = state.steps.get(step);
  const message = "it was cut off, and its action is not safe to repeat: look at what it did, then run the task again";
  return {
    kind: "outcome",
    step,
    attempt: at?.kind === "performing" ? at.attempt : 1,
    result: nothingDone("failed", { failure: { code: INTERRUPTED, message } }),
  };
}
