import type { JsonObject } from "../json.ts";
import type { RunStatus, StepStatus } from "./model.ts";

/** What an action or a template says in its outputs when its work was done and what it looked at did not pass. */
const VERDICT = "passed";

/** How a step stands for whoever looks at it: its status, or `not-passed` when it succeeded and its outputs say `passed: false`. */
export function stepStanding({
  status,
  outputs,
}: {
  status: StepStatus;
  outputs: JsonObject;
}): StepStatus | "not-passed" {
  return status === "succeeded" && outputs[VERDICT] === false ? "not-passed" : status;
}

/** The same of a run. One that declares no outputs and has a single step speaks through that. */
export function runStanding({
  status,
  outputs,
  steps,
}: {
  readonly status: RunStatus;
  readonly outputs: JsonObject;
  readonly steps: readonly { readonly status: StepStatus; readonly outputs: JsonObject }[];
}): RunStatus | "not-passed" {
  const [only, ...others] = steps;
  if (status !== "succeeded") return status;
  if (Object.keys(outputs).length > 0) return outputs[VERDICT] === false ? "not-passed" : status;
  return only !== undefined && others.length === 0 && stepStanding(only) === "not-passed" ? "not-passed" : status;
}
