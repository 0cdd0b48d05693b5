import { ExitCode, type StepStatus } from "@sdetkit/core";
import type { Progress } from "@sdetkit/runtime";
import type { OutputOf, RunMessage } from "@sdetkit/server/client";
import { hasStopped } from "../views/has-stopped.ts";

/** A run of a server with its report and its approvals. */
export type RunDetail = OutputOf<"runs.get">;
/** A run of a server as lists show it. */
export type RunView = OutputOf<"runs.list">["items"][number];

/** A message as displays of local runs understand it; null where it is none of a step, or of a kind that is not known here. */
export function progressOf(message: RunMessage, run: string): Progress | null {
  switch (message.kind) {
    case "planned":
      return { kind: "run-started", run, task: message.task, steps: message.steps.map((step) => ({ ...step })) };
    case "step-started":
      return { kind: "step-started", step: message.step, attempt: message.attempt, preview: message.preview };
    case "step-ended": {
      const { step, status, duration_ms, message: why } = message;
      return { kind: "step-ended", step, status: status as StepStatus, durationMs: duration_ms, message: why };
    }
    default:
      return null;
  }
}

/** The exit code that stands for a run of a server: of one that waits for an approval, 3, of one that a problem stopped, 1. */
export function exitOfRun(run: Pick<RunView, "state" | "status" | "problem">): ExitCode {
  const { state, status } = run;
  if (hasStopped(run)) return ExitCode.failed;
  if (state !== "over") return state === "waiting" ? ExitCode.denied : ExitCode.done;
  switch (status) {
    case "succeeded":
      return ExitCode.done;
    case "denied":
      return ExitCode.denied;
    case "timed-out":
      return ExitCode.timedOut;
    case "cancelled":
      return ExitCode.interrupted;
    default:
      return ExitCode.failed;
  }
}
