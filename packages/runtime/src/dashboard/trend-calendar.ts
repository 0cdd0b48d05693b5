import type { TrendUnit } from "@sdetkit/core";

const DAY = 86_400_000;
/** 1970-01-01 was a Thursday: the Monday of its week lies three days before the epoch. */
const MONDAY_OFFSET = 3;

/** The unit that keeps a trend of this length (milliseconds since the epoch, both inclusive) at no more than about 120 points. */
export function trendUnit(first: number, last: number): TrendUnit {
  const days = Math.floor(last / DAY) - Math.floor(first / DAY) + 1;
  if (days <= 100) return "day";
  if (days <= 2 * 366) return "week";
  return days <= 10 * 366 ? "month" : "year";
}

/** The first day (days since the epoch, UTC) of the unit that a day lies in. */
export function unitStart(day: number, unit: TrendUnit): number {
  if (unit === "day") return day;
  if (unit === "week") return day - ((((day + MONDAY_OFFSET) % 7) + 7) % 7);
  const date = new Date(day * DAY);
  return Date.UTC(date.getUTCFullYear(), unit === "month" ? date.getUTCMonth() : 0, 1) / DAY;
}

/** The first day of the unit after the one that begins on `start`. */
export function unitAfter(start: number, unit: TrendUnit): number {
  if (unit === "day") return start + 1;
  if (unit === "week") return start + 7;
  // 32 days after the first of a month, and 366 after the first of a year, lie in the next one.
  return unitStart(start + (unit === "month" ? 32 : 366), unit);
}

/** Days since the epoch as `2026-11-22`. */
export function dayText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
