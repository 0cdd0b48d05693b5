import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Schedules. */
export const SCHEDULE_FAULTS = {
  "unknown-schedule": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "There is no schedule with this id.",
    remedy: "list the schedules to see their ids",
  },
  "schedule-exists": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "A schedule with this name already exists.",
    remedy: "choose another name, or remove the existing one first",
  },
  "schedule-too-often": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The schedule would be due too often.",
    remedy: "make it due less often; a platform administrator sets schedules.min_interval_seconds",
  },
  "too-many-schedules": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The tenant has reached its quota of schedules.",
    remedy: "remove one that is no longer needed, or ask a platform administrator for a larger quota",
  },
  "invalid-cron": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The text is not a cron expression, or is never due.",
    remedy: "write minute hour day month weekday, e.g. `30 2 * * mon-fri`, or a second before them",
  },
  "unknown-time-zone": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The text is not an IANA time zone.",
    remedy: "name one such as Europe/Berlin, America/New_York or UTC",
  },
  "inputs-too-large": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The task and inputs of a schedule are too long.",
    remedy: "keep long values in a file of the workspace and pass its path",
  },
  "task-refused": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The task of the schedule cannot run as it is.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
