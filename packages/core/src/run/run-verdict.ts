import type { JsonObject } from "../json/json.ts";
import type { RunStatus, StepStatus } from "../record/run-record.ts";

/** What an action or a template says in its outputs when its work was done and what it looked at did not pass. */
const VERDICT = "passed";

/** The status of a step for whoever looks at it: its status, or `not-passed` when it succeeded and its outputs say `passed: false`. */
export function stepStanding({
  status,
  outputs,
}: {
  status: StepStatus;
  outputs: JsonObject;
}): StepStatus | "not-passed" {
  return status === "succeeded" && outputs[VERDICT] === false ? "not-passed" : status;
}

/** What a run is judged by: the same of its report and of its record. */
interface Judged {
  readonly status: RunStatus;
  readonly outputs: JsonObject;
  readonly steps: readonly { readonly status: StepStatus; readonly outputs: JsonObject }[];
}

/**
 * Whether what a run looked at passed, as its outputs say in `passed`; null when they do not say, or when it did not succeed. A run
 * that declares no outputs and has a single step speaks through that.
 */
export function runVerdict({ status, outputs, steps }: Judged): boolean | null {
  if (status !== "succeeded") return null;
  const [only, ...others] = steps;
  const single = others.length === 0 && only?.status === "succeeded" ? only.outputs : {};
  const verdict = (Object.keys(outputs).length > 0 ? outputs : single)[VERDICT];
  return typeof verdict === "boolean" ? verdict : null;
}

/** The status of a run: its status, or `not-passed` when it succeeded and says that what it looked at did not pass. */
export function runStanding(run: Judged): RunStatus | "not-passed" {
  return runVerdict(run) === false ? "not-passed" : run.status;
}
