import { formatCount, formatShare } from "../../text/format.ts";
import type { DashboardSummary } from "../dashboard-summary.ts";
import type { Chart } from "./dashboard-charts.ts";
import { htmlTable } from "./html-table.ts";

const TONES = [
  ["succeeded", "succeeded"],
  ["failed", "failed"],
  ["denied", "denied"],
  ["other", "timed out or cancelled"],
] as const;

/** Runs over time: the chart, its key, and the same numbers as a table. */
export function trendSection(summary: DashboardSummary, chart: Chart | null): string {
  const { unit, points } = summary.trend;
  const key = TONES.map(
    ([tone, word]) =>
      `<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="fill-${tone}" width="10" height="10"/></svg>${word}</li>`,
  );
  const numbers = htmlTable({
    id: "trend-table",
    caption: `Runs by ${unit} (UTC)`,
    columns: [
      { head: capitalised(unit), kind: "nowrap", sorted: "ascending" },
      ...["Runs", "Succeeded", "Failed", "Denied", "Other", "Success rate"].map(
        (head) => ({ head, kind: "number" }) as const,
      ),
    ],
    rows: points.map((point) => {
      const rate = point.runs === 0 ? null : point.succeeded / point.runs;
      return [
        { html: point.start },
        ...[point.runs, point.succeeded, point.failed, point.denied, point.other].map((count) => ({
          html: formatCount(count),
          sort: count,
        })),
        { html: formatShare(rate), sort: rate ?? -1 },
      ];
    }),
  });
  return [
    '<section id="trend" aria-labelledby="trend-heading">',
    `<div class="heading"><h2 id="trend-heading">Runs by ${unit}</h2><ul class="key">${key.join("")}</ul></div>`,
    chart === null
      ? ""
      : `<figure><div class="wide">${chart.wide}</div><div class="narrow">${chart.narrow}</div></figure>`,
    `<details${chart === null ? " open" : ""}><summary>The same as numbers</summary>${numbers}</details>`,
    "</section>",
  ].join("\n");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
