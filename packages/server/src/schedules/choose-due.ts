import type { CatchUp } from "./contract.ts";
import type { DueTimes } from "./due-times.ts";

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

/** Decides about every due time from `from`, the first that nobody has handled, up to and with `now`. */
export function chooseDue(times: DueTimes, from: number, now: number, policy: CatchUp): Chosen {
  const found = dueSince(times, from, now);
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
  return { start: [...caughtUp, ...onTime], skip, next: times.next(now) };
}

/** The newest due times since `from`, one more than are looked at. Mostly there is one, and then nothing is searched backwards. */
function dueSince(times: DueTimes, from: number, now: number): number[] {
  const second = times.next(from);
  // Not by the stored time alone: a zone whose rules changed meanwhile is due at another one.
  if ((second === null || second > now) && times.next(from - 1) === from) return [from];
  return times.latest(MOST_CAUGHT_UP + 1, now).filter((at) => at >= from);
}
