const DAY = 86_400_000;

/** Two neighbouring stretches of the same length (milliseconds since the epoch): `[from, middle)` and `[middle, to)`. */
export interface ComparisonPeriods {
  readonly from: number;
  readonly middle: number;
  readonly to: number;
}

/**
 * What a dashboard compares. An asked range is compared with the stretch of its length before it; an open one shows how the last
 * 30 days (7, or 1, in a younger history; whole days, the last one being that of the last run) went against those before.
 */
export function comparisonPeriods(
  asked: { readonly since: number | null; readonly until: number | null },
  first: number,
  last: number,
): ComparisonPeriods | null {
  if (asked.since !== null) {
    const to = asked.until ?? last + 1;
    return to > asked.since ? { from: 2 * asked.since - to, middle: asked.since, to } : null;
  }
  const to = asked.until ?? (Math.floor(last / DAY) + 1) * DAY;
  const days = [30, 7, 1].find((length) => to - 2 * length * DAY >= Math.floor(first / DAY) * DAY);
  return days === undefined ? null : { from: to - 2 * days * DAY, middle: to - days * DAY, to };
}
