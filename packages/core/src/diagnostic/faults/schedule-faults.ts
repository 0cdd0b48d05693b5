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
    meaning: "There is a schedule with this name.",
    remedy: "choose another name, or remove that one first",
  },
  "schedule-too-often": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The schedule would be due more often than it may be.",
    remedy: "let it be due less often; those who run the server set schedules.min_interval_seconds",
  },
  "too-many-schedules": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The tenant has as many schedules as it may have.",
    remedy: "remove one that is not needed any more, or ask those who run the server for a larger quota",
  },
  "invalid-cron": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The text is no cron expression, or is never due.",
    remedy: "write minute hour day month weekday, e.g. `30 2 * * mon-fri`, or a second before them",
  },
  "unknown-time-zone": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The text is no IANA time zone.",
    remedy: "name one such as Europe/Berlin, America/New_York or UTC",
  },
  "inputs-too-large": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The task and inputs of a schedule are longer than they may be.",
    remedy: "keep what is long in the workspace and give its path",
  },
  "task-refused": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The task of a schedule would not run as it stands.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
