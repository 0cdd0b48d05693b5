import { formatDay, formatInstant } from "../text/format.ts";
import type { DashboardSummary } from "./dashboard-summary.ts";

/** The range a dashboard covers, in words: what was requested, else from the first to the last run. */
export function describeRange({ range }: DashboardSummary): string {
  if (range.since !== null && range.until !== null) {
    return `${formatInstant(range.since)} to ${formatInstant(range.until)} UTC`;
  }
  if (range.since !== null) return `since ${formatInstant(range.since)} UTC`;
  if (range.until !== null) return `until ${formatInstant(range.until)} UTC`;
  if (range.first === null || range.last === null) return "no runs yet";
  const [first, last] = [formatDay(range.first), formatDay(range.last)];
  return first === last ? first : `${first} to ${last}`;
}
