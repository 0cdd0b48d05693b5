import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Tasks, templates and runs. */
export const TASK_FAULTS = {
  "invalid-task": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The task cannot be understood.",
    remedy: "correct what is shown, then try again",
  },
  "no-match": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "No template matches the task well enough.",
    remedy: "see `sdetkit agent templates list`",
  },
  ambiguous: {
    exit: ExitCode.usage,
    status: 422,
    meaning: "More than one template matches the task equally well.",
    remedy: "name the template you mean",
  },
  "unknown-template": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "There is no template with this id.",
    remedy: "see `sdetkit agent templates list`",
  },
  "invalid-template": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The template is not valid; each place is shown.",
    remedy: "correct what is shown, then try again",
  },
  "unknown-action": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "There is no action with this name.",
    remedy: "see the actions in the reference",
  },
  "invalid-inputs": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "An input is missing, not known, or not valid.",
    remedy: "correct what is shown, then try again",
  },
  "invalid-parameters": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "A parameter of the action is missing, not known, or not valid.",
    remedy: "correct what is shown, then try again",
  },
  "unknown-run": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "There is no run with this id, and no record with this hash.",
    remedy: "see `sdetkit agent history list`",
  },
  "ambiguous-hash": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The beginning of an id or hash matches more than one run.",
    remedy: "write more of it",
  },
  "run-exists": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "A run with this id is already recorded.",
  },
  "run-busy": {
    exit: ExitCode.failed,
    meaning: "Another process is executing the run.",
    remedy: "wait for that process, or end it, and start again",
  },
  "not-resumable": {
    exit: ExitCode.usage,
    meaning: "The run is over, or was never interrupted.",
    remedy: "see `sdetkit agent history list` for interrupted runs",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
