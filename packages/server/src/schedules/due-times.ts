import { ExitCode, Fault } from "@sdetkit/core";
import { Cron } from "croner";
import { requireTimeZone } from "./time-zone.ts";

/** When a schedule is due, in milliseconds since the epoch, always whole seconds. */
export interface DueTimes {
  /** The first due time after this one; null when there is none any more. */
  next(after: number): number | null;
  /** The newest due times up to and with `until`, at most so many, in their order. */
  latest(count: number, until: number): number[];
}

const LONGEST = 200;
const SECOND = 1_000;

/**
 * Reads five fields (minute hour day month weekday) or six (second first) in a time zone. Times that are named, by numbers,
 * lists or ranges in second, minute and hour, happen once each day: what a change of the clock leaves out happens at the first
 * moment after it, what it brings twice happens the first time. With `*` or a step in one of the three it is an interval: it
 * goes on through both hours that are called the same, and leaves out the hour that does not exist.
 * @throws Fault `invalid-cron`, `unknown-time-zone`.
 */
export function readDueTimes(cron: string, timeZone: string): DueTimes {
  requireTimeZone(timeZone);
  const job = readCron(cron, timeZone);
  const dueTimes: DueTimes = {
    next: (after) => job.nextRun(new Date(after))?.getTime() ?? null,
    latest: (count, until) => {
      const second = Math.floor(until / SECOND) * SECOND;
      const found = job.previousRuns(count, new Date(second + SECOND)).map((date) => date.getTime());
      return found.filter((at) => at <= until).reverse();
    },
  };
  return dueTimes;
}

function readCron(cron: string, timezone: string): Cron {
  const text = cron.trim();
  if (text.length > LONGEST) throw invalid(cron, `it has ${text.length} characters, at most ${LONGEST} are read`);
  const fields = text.split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6)
    throw invalid(cron, `it has ${text === "" ? 0 : fields.length} fields`);
  // `?` stands for the moment at which it is read: another one on every replica.
  if (text.includes("?")) throw invalid(cron, "`?` has no fixed meaning, write `*` or a number");
  try {
    return new Cron(fields.join(" "), { timezone, mode: "5-or-6-parts", fixedTimeRule: "no-wildcard", paused: true });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern:\s*/, "") : "it cannot be read";
    throw invalid(cron, why);
  }
}

function invalid(cron: string, why: string): Fault {
  const got = JSON.stringify(cron.slice(0, LONGEST));
  return new Fault("invalid-cron", `expected five or six cron fields, got ${got}: ${why}`, {
    exit: ExitCode.usage,
    remedy: "minute hour day month weekday, e.g. `30 2 * * mon-fri`, or with a second before them",
  });
}
