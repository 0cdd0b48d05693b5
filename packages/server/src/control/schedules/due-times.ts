import { Fault } from "@sdetkit/core";
import { Cron } from "croner";
import { explainCron } from "./explain-cron.ts";
import { requireTimeZone } from "./time-zone.ts";
import { createZoneClocks, type ZoneClock } from "./zone-clock.ts";

/** When a schedule is due, in milliseconds since the epoch, always whole seconds. */
export interface DueTimes {
  /** The first due time after this one; null when there is none any more. */
  next(after: number): number | null;
  /** The newest due times up to and with `until`, at most so many, in their order. */
  latest(count: number, until: number): number[];
}

/** So many due times are looked at for the least between two. */
const SAMPLED = 200;

/** The least between two of the next due times, in milliseconds; infinite when there are no two. */
export function leastInterval(times: Pick<DueTimes, "next">, from: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0, at = times.next(from); n < SAMPLED && at !== null; n += 1) {
    const next = times.next(at);
    if (next !== null) least = Math.min(least, next - at);
    at = next;
  }
  return least;
}

const LONGEST = 200;
/** Names for whole expressions, as crontab(5) has them. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
]);
const SECOND = 1_000;

/**
 * Reads five fields (minute hour day month weekday), six (second first), or `@hourly`, `@daily`, `@weekly`, `@monthly` in a time zone. Times that are named, by numbers,
 * lists or ranges in second, minute and hour, happen once each day: what a change of the clock leaves out happens at the first
 * moment after it, what it brings twice happens the first time. With `*` or a step in one of the three it is an interval: it
 * goes on through both hours that are called the same, and leaves out the hour that does not exist.
 * @throws Fault `invalid-cron`, `unknown-time-zone`.
 */
export type ReadDueTimes = (cron: string, timeZone: string) => DueTimes;

/** What reads them; it keeps the changes of the clock that it found in each zone. */
export function createDueTimesReader(): ReadDueTimes {
  const clockOf = createZoneClocks();
  return (cron, timeZone) => {
    requireTimeZone(timeZone);
    const fields = fieldsOf(cron);
    const isInterval = /[*/]/.test(fields.slice(0, -3).join(" "));
    return isInterval
      ? intervals(parse(cron, fields, timeZone))
      : namedTimes(parse(cron, fields, "UTC"), clockOf(timeZone));
  };
}

function intervals(job: Cron): DueTimes {
  return {
    next: (after) => job.nextRun(new Date(after))?.getTime() ?? null,
    latest: (count, until) => previous(job, count, until).reverse(),
  };
}

/**
 * Named times are found on the wall, where no day has a gap, and each is due at the first moment at which the wall has come to it.
 * `wall`: the job as if the wall were UTC.
 */
function namedTimes(wall: Cron, clock: ZoneClock): DueTimes {
  return {
    next: (after) => {
      const shown = clock.latestAt(Math.floor(after / SECOND) * SECOND);
      const next = wall.nextRun(new Date(shown));
      return next && clock.firstAt(next.getTime());
    },
    latest: (count, until) => {
      const due = new Set<number>();
      let shown = clock.latestAt(Math.floor(until / SECOND) * SECOND);
      // Several that a change of the clock leaves out are due at one moment, so there may be more to look at than count.
      while (due.size < count) {
        const walls = previous(wall, count, shown);
        for (const each of walls) if (due.size < count) due.add(clock.firstAt(each));
        if (walls.length < count) break;
        shown = walls.at(-1)! - SECOND;
      }
      return [...due].reverse();
    },
  };
}

/** The newest ones up to and with a moment, the newest first. */
function previous(job: Cron, count: number, until: number): number[] {
  const second = Math.floor(until / SECOND) * SECOND;
  const found = job.previousRuns(count, new Date(second + SECOND)).map((date) => date.getTime());
  return found.filter((at) => at <= until);
}

function fieldsOf(cron: string): readonly string[] {
  const text = cron.trim();
  if (text.length > LONGEST) throw invalid(cron, `it has ${text.length} characters, at most ${LONGEST} are read`);
  const fields = (NAMED.get(text.toLowerCase()) ?? text).split(/\s+/);
  if (text.startsWith("@") && fields.length === 1)
    throw invalid(cron, `the names for a whole expression are ${[...NAMED.keys()].join(", ")}`);
  if (fields.length !== 5 && fields.length !== 6)
    throw invalid(cron, `it has ${text === "" ? 0 : fields.length} fields`);
  // `?` stands for the moment at which it is read: another one on every replica.
  if (text.includes("?")) throw invalid(cron, "`?` has no fixed meaning, write `*` or a number");
  return fields;
}

function parse(cron: string, fields: readonly string[], timezone: string): Cron {
  try {
    return new Cron(fields.join(" "), { timezone, mode: "5-or-6-parts", fixedTimeRule: "no-wildcard", paused: true });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern:\s*/, "") : "it cannot be read";
    throw invalid(cron, explainCron(fields) ?? why);
  }
}

function invalid(cron: string, why: string): Fault {
  const got = JSON.stringify(cron.slice(0, LONGEST));
  return new Fault("invalid-cron", `expected five or six cron fields, got ${got}: ${why}`);
}
