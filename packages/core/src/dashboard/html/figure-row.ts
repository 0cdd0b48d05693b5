import { escapeHtml } from "../../text/escape.ts";
import { formatCount, formatCountOf, formatDuration, formatShare } from "../../text/format.ts";
import type { DashboardSummary } from "../dashboard-summary.ts";

/** The six figures at the head of the page, each with a note that puts it into proportion. */
export function figureRow(summary: DashboardSummary): string {
  const { totals, durations, approvals, drift, comparison } = summary;
  const open = approvals.asked - approvals.given - approvals.denied;
  const drifts = drift.shown.length + drift.more;
  const bad = totals.runs - totals.succeeded;
  const cards: readonly (readonly [name: string, value: string, note: string])[] = [
    ["Runs", formatCount(totals.runs), comparison ? change(comparison, summary) : "nothing earlier to compare with"],
    [
      "Success rate",
      formatShare(totals.success_rate),
      comparison ? rateChange(comparison) : `${formatCount(totals.succeeded)} succeeded`,
    ],
    ["Did not succeed", formatCount(bad), outcomes(summary)],
    [
      "Median duration",
      formatDuration(durations?.p50_ms ?? null),
      `95 of 100 within ${formatDuration(durations?.p95_ms ?? null)}`,
    ],
    [
      "Approvals requested",
      formatCount(approvals.asked),
      [
        `${formatCount(approvals.given)} given`,
        `${formatCount(approvals.denied)} denied`,
        ...(open > 0 ? [`${formatCount(open)} unanswered`] : []),
      ].join(", "),
    ],
    [
      "Template drift",
      formatCount(drifts),
      drifts === 0 ? "no template changed" : drifts === 1 ? "change of a template" : "changes of templates",
    ],
  ];
  const items = cards.map(
    ([name, value, note]) =>
      `<div><dt>${escapeHtml(name)}</dt><dd class="value">${withUnits(value)}</dd><dd class="note">${escapeHtml(note)}</dd></div>`,
  );
  return `<dl class="figures">\n${items.join("\n")}\n</dl>`;
}

function outcomes({ totals }: DashboardSummary): string {
  const parts = [
    [totals.failed, "failed"],
    [totals.denied, "denied"],
    [totals.timed_out, "timed out"],
    [totals.cancelled, "cancelled"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
  return told.length === 0 ? "every run succeeded" : told.join(", ");
}

type Comparison = NonNullable<DashboardSummary["comparison"]>;

function change({ current, previous }: Comparison, summary: DashboardSummary): string {
  const before = `${formatCount(previous.runs)} before`;
  if (current.runs === summary.totals.runs) return `${before}, over the same length of time`;
  return `${formatCount(current.runs)} in the last ${days(current)}, ${before}`;
}

function rateChange({ current, previous }: Comparison): string {
  if (current.success_rate === null || previous.success_rate === null) return "no runs in one of the periods";
  const tenths = Math.round(current.success_rate * 1000) - Math.round(previous.success_rate * 1000);
  if (tenths === 0) return `unchanged against the ${days(current)} before`;
  return `${(Math.abs(tenths) / 10).toFixed(1)} points ${tenths > 0 ? "up" : "down"} against the ${days(current)} before`;
}

function days({ since, until }: Comparison["current"]): string {
  const length = (Date.parse(until) - Date.parse(since)) / 86_400_000;
  return length >= 1
    ? formatCountOf(Math.round(length), "day")
    : formatCountOf(Math.max(1, Math.round(length * 24)), "hour");
}

/** Sets units (`ms`, `%`) smaller than their figures. */
function withUnits(value: string): string {
  return escapeHtml(value).replace(/ (ms|s|min|h|d|%)(?= |$)/g, ' <span class="unit">$1</span>');
}
