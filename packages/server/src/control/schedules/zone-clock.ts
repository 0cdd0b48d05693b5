/** The wall clock of a time zone. What a wall shows is in milliseconds too, as if it were UTC. */
export interface ZoneClock {
  /** The first moment at which the wall shows this or something later: the end of the gap, when a change of the clock leaves it out. */
  firstAt(wall: number): number;
  /** The latest that the wall has shown up to this moment: not what it shows now, in an hour that comes twice. */
  latestAt(at: number): number;
}

/** A change of the clock: the moment, and how far the wall is ahead of UTC before and after it. */
interface Change {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

const SECOND = 1_000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;
/** No zone is further from UTC, and no change leaves out or repeats more than a day. */
const FURTHEST = 16 * HOUR;
/** No zone changes its clock twice within this. */
const STEP = 3 * HOUR;
const MOST_DAYS = 2_000;

/** The clocks of IANA zones that are known to be some; what was found out of one is kept. */
export function createZoneClocks(): (timeZone: string) => ZoneClock {
  const clocks = new Map<string, ZoneClock>();
  return (timeZone) => {
    const clock = clocks.get(timeZone) ?? createZoneClock(timeZone);
    clocks.set(timeZone, clock);
    return clock;
  };
}

function createZoneClock(timeZone: string): ZoneClock {
  const offsetAt = readOffsets(timeZone);
  const changesBetween = readChanges(offsetAt);
  return {
    firstAt(wall) {
      let from = wall - FURTHEST;
      let offset = offsetAt(from);
      for (const change of changesBetween(from, wall + FURTHEST + DAY)) {
        const at = Math.max(from, wall - offset);
        if (at < change.at) return at;
        from = change.at;
        offset = change.after;
      }
      return Math.max(from, wall - offset);
    },
    latestAt(at) {
      const shown = changesBetween(at - FURTHEST - DAY, at).map((change) => change.at + change.before - SECOND);
      return Math.max(at + offsetAt(at), ...shown);
    },
  };
}

function readOffsets(timeZone: string): (at: number) => number {
  const two = "2-digit";
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    ...{ year: "numeric", month: two, day: two, hour: two, minute: two, second: two },
  });
  return (at) => {
    const [month, day, year, hour, minute, second] = format.format(at).match(/\d+/g)!.map(Number);
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - Math.floor(at / SECOND) * SECOND;
  };
}

/** The changes after one moment, up to and with another one. Each day is looked through once. */
function readChanges(offsetAt: (at: number) => number): (after: number, until: number) => Change[] {
  const days = new Map<number, readonly Change[]>();
  const changesOf = (day: number): readonly Change[] => {
    const known = days.get(day);
    if (known) return known;
    if (days.size >= MOST_DAYS) days.clear();
    const changes: Change[] = [];
    for (let from = day * DAY; from < (day + 1) * DAY; from += STEP) {
      const [before, after] = [offsetAt(from), offsetAt(from + STEP)];
      if (before !== after) changes.push({ at: changeIn(from, from + STEP, offsetAt), before, after });
    }
    days.set(day, changes);
    return changes;
  };
  return (after, until) => {
    const changes: Change[] = [];
    for (let day = Math.floor(after / DAY) - 1; day * DAY < until; day++) changes.push(...changesOf(day));
    return changes.filter(({ at }) => at > after && at <= until);
  };
}

/** The first second of the later offset. */
function changeIn(from: number, to: number, offsetAt: (at: number) => number): number {
  const before = offsetAt(from);
  let [low, high] = [from / SECOND, to / SECOND];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SECOND) === before) low = middle;
    else high = middle;
  }
  return high * SECOND;
}
