import type { DueTimes } from "./due-times.ts";
import type { CatchUp } from "./types.ts";

/** A due time that is no older than this was not missed: it is started whatever the policy says. Milliseconds. */
const ON_TIME_MS = 60_000;
/** As many due times are caught up at most, the newest ones. */
export const MOST_CAUGHT_UP = 100;

/** What to do about everything that is due. All in milliseconds since the epoch. */
export interface Chosen {
  readonly start: readonly number[];
  readonly skip: readonly { readonly at: number; readonly why: string }[];
  /** When it is due again. */
  readonly next: number | null;
}

/**
 * Decides about every due time from `from`, the first that nobody has handled, up to and with `now`. Those that come sooner than
 * `least` after another are none: schedules from before there was such a bound are held to it as well.
 */
export function chooseDue(times: DueTimes, from: number, now: number, policy: CatchUp, least = 0): Chosen {
  const found = apart(dueSince(times, from, now), least);
  const due = found.slice(-MOST_CAUGHT_UP);
  const onTime = due.filter((at) => at >= now - ON_TIME_MS);
  const missed = due.slice(0, due.length - onTime.length);
  const caughtUp = policy === "all" ? missed : policy === "latest" && onTime.length === 0 ? missed.slice(-1) : [];
  const skip = missed
    .slice(0, missed.length - caughtUp.length)
    .map((at) => ({ at, why: `missed, and catch_up is ${policy}` }));
  const first = due[0];
  if (found.length > due.length && first !== undefined) {
    const until = new Date(first).toISOString();
    const why = `missed, as all before ${until}: at most ${MOST_CAUGHT_UP} are looked at`;
    skip.unshift({ at: from, why });
  }
  return { start: [...caughtUp, ...onTime], skip, next: times.next(Math.max(now, (found.at(-1) ?? from) + least - 1)) };
}

/** Due times with at least so much between two. */
function apart(due: readonly number[], least: number): number[] {
  const kept: number[] = [];
  for (const at of due) if (at - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) >= least) kept.push(at);
  return kept;
}

/** The newest due times since `from`, one more than are looked at. Mostly there is one, and then nothing is searched backwards. */
function dueSince(times: DueTimes, from: number, now: number): number[] {
  const second = times.next(from);
  // Not by the stored time alone: a zone whose rules changed meanwhile is due at another one.
  if ((second === null || second > now) && times.next(from - 1) === from) return [from];
  return times.latest(MOST_CAUGHT_UP + 1, now).filter((at) => at >= from);
}
