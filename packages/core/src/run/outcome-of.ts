import type { StepRecord } from "../record/run-record.ts";
import { type Attempted, nothingDone } from "./event.ts";

/** What a step came to, as its record says it. What it read and left behind as files is not said there. */
export function outcomeOf({ status, outputs, exitCode, failure, denials, approval }: StepRecord): Attempted {
  return nothingDone(status, {
    outputs,
    denials,
    approval,
    ...(exitCode === null ? {} : { exitCode }),
    ...(failure === null ? {} : { failure }),
  });
}
