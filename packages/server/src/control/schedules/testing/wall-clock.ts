const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const MOST_OFFSETS = 20_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/** What clocks on the wall show, as if it were UTC. Each quarter of an hour is asked for once, and each minute of one with a change. */
function wallOf(at: number, zone: string): number {
  const quarter = Math.floor(at / QUARTER) * QUARTER;
  if (asked.quarter !== quarter || asked.zone !== zone) {
    const offset = offsetAt(quarter, zone);
    asked = { zone, quarter, offset: offset === offsetAt(quarter + QUARTER, zone) ? offset : null };
  }
  return at + (asked.offset ?? offsetAt(Math.floor(at / MINUTE) * MINUTE, zone));
}

/** The quarter that was looked at last; it has no offset where it changes within. */
let asked: { readonly zone: string; readonly quarter: number; readonly offset: number | null } = {
  zone: "",
  quarter: 0,
  offset: 0,
};

function offsetAt(minute: number, zone: string): number {
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  let offset = known.get(minute);
  if (offset === undefined) {
    if (known.size > MOST_OFFSETS) known.clear();
    const format =
      formats.get(zone) ??
      new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
      });
    formats.set(zone, format);
    const part = Object.fromEntries(format.formatToParts(minute).map(({ type, value }) => [type, Number(value)]));
    offset = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!) - minute;
    known.set(minute, offset);
  }
  return offset;
}

/** The values of one cron field: `*`, steps of it, numbers, lists, ranges. */
function valuesOf(field: string, low: number, high: number): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [from = "", to = from] = range === "*" ? [String(low), String(high)] : range.split("-");
    for (let value = Number(from); value <= Number(to); value += Number(step)) values.add(value);
  }
  return values;
}

/**
 * Due times after `from` up to and with `to`, found in another way than the product's: by looking at a wall clock every minute.
 * What is named happens once each day (the first moment after a gap, the first of two); an interval happens whenever the wall shows it.
 */
export function dueByWallClock(cron: string, zone: string, from: number, to: number): number[] {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = cron.split(" ");
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(month, 1, 12);
  const weekdays = valuesOf(weekday, 0, 6);
  const matches = (wall: number) => {
    const minuteOfDay = Math.floor(wall / MINUTE) % 1440;
    if (!minutes.has(minuteOfDay % 60) || !hours.has(Math.floor(minuteOfDay / 60))) return false;
    const date = new Date(wall);
    if (!months.has(date.getUTCMonth() + 1)) return false;
    const [inDays, inWeek] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    return day !== "*" && weekday !== "*" ? inDays || inWeek : inDays && inWeek;
  };
  const named = !minute.includes("*") && !hour.includes("*");
  const due: number[] = [];
  const start = Math.floor(from / MINUTE) * MINUTE - 4 * 60 * MINUTE;
  let latest = wallOf(start, zone);
  for (let at = start + MINUTE; at <= to; at += MINUTE) {
    const wall = wallOf(at, zone);
    let is = matches(wall);
    if (named) {
      if (wall <= latest) is = false;
      for (let left = latest + MINUTE; left < wall; left += MINUTE) is ||= matches(left);
    }
    latest = Math.max(latest, wall);
    if (is && at > from) due.push(at);
  }
  return due;
}
