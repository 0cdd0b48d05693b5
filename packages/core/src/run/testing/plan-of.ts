import type { Sha256 } from "../../digest/sha256.ts";
import type { Step } from "../../template/model.ts";
import { type Attempted, nothingDone } from "../event.ts";
import type { RunPlan } from "../plan.ts";

/** A step for tests: everything that is not said is as plain as it can be. */
export function stepOf(id: string, more: Partial<Step> = {}): Step {
  return {
    id,
    name: id,
    action: "test.do",
    with: {},
    needs: [],
    env: {},
    retry: { max: 0, delaySeconds: 0 },
    continueOnError: false,
    place: { line: 1, column: 1, length: 1 },
    ...more,
  };
}

/** A plan for tests. */
export function planOf(steps: readonly Step[], more: Partial<RunPlan> = {}): RunPlan {
  return {
    task: { kind: "template", id: "t", version: "1.0.0", digest: "0".repeat(64) as Sha256 },
    text: "template:t",
    inputs: {},
    steps,
    outputs: {},
    permissions: { write: ["."], shell: [["ls"]], network: false },
    workspace: { kind: "git", commit: "c".repeat(40), dirty: null },
    env: {},
    budgets: { maxSteps: 100, maxActions: 100 },
    ...more,
  };
}

/** A result for tests: success unless said otherwise. */
export function resultOf(more: Partial<Attempted> = {}): Attempted {
  return nothingDone("succeeded", { durationMs: 1, worker: "worker-1", ...more });
}
