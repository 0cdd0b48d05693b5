import type { DashboardSummary, TrendPoint } from "@sdetkit/core";
import { tally } from "./run-figures.ts";
import { dayText, trendUnit, unitAfter, unitStart } from "./trend-calendar.ts";

const DAY = 86_400_000;

/** The trend without gaps: a unit without runs is a point of zeros. */
export function trendPoints(
  days: ReadonlyMap<number, Parameters<typeof tally>[0]>,
  first: number,
  last: number,
): DashboardSummary["trend"] {
  if (days.size === 0) return { unit: "day", points: [] };
  const unit = trendUnit(first, last);
  const buckets = new Map<number, Parameters<typeof tally>[0]>();
  const end = unitStart(Math.floor(last / DAY), unit);
  for (let start = unitStart(Math.floor(first / DAY), unit); start <= end; start = unitAfter(start, unit)) {
    buckets.set(start, [0, 0, 0, 0, 0]);
  }
  for (const [day, counts] of days) {
    const bucket = buckets.get(unitStart(day, unit))!;
    for (const [status, count] of counts.entries()) bucket[status]! += count;
  }
  return { unit, points: [...buckets].map(([start, counts]) => point(dayText(start), tally(counts))) };
}

function point(start: string, counts: ReturnType<typeof tally>): TrendPoint {
  const { runs, succeeded, failed, denied, timed_out, cancelled } = counts;
  return { start, runs, succeeded, failed, denied, other: timed_out + cancelled };
}
