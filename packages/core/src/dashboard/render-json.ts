import type { DashboardSummary } from "./dashboard-summary.ts";

/** The summary as indented JSON with sorted keys and a final line feed: the same bytes however the object was put together. */
export function renderJson(summary: DashboardSummary): string {
  return `${JSON.stringify(sorted(summary), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
