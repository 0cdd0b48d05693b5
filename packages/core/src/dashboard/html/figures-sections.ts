import { escapeHtml } from "../../text/escape.ts";
import { formatCount, formatDuration, formatShare } from "../../text/format.ts";
import { shorten } from "../../text/shorten.ts";
import type { DashboardSummary } from "../dashboard-summary.ts";
import type { Chart } from "./dashboard-charts.ts";
import { htmlTable } from "./html-table.ts";
import { listSection, tableSection } from "./list-section.ts";
import { shareBar } from "./share-bar.ts";

/** Templates by runs: how often, how well, how long. */
export function templatesSection({ templates }: DashboardSummary): string {
  const most = Math.max(1, ...templates.shown.map((row) => row.runs));
  return tableSection(templates, {
    id: "templates",
    title: "Templates",
    empty: "No template was run in this range.",
    caption:
      "Most runs first. The bar compares runs with the busiest template; its end is the share that did not succeed.",
    columns: [
      { head: "Template", kind: "text" },
      { head: "Runs", kind: "number", sorted: "descending" },
      { head: "Succeeded", kind: "number" },
      { head: "Median", kind: "number" },
      { head: "95th perc.", kind: "number" },
    ],
    cells: (row) => [
      {
        html: `${name(row.template)}${shareBar([
          { tone: "succeeded", share: row.succeeded / most },
          { tone: "failed", share: (row.runs - row.succeeded) / most },
        ])}`,
        sort: row.template,
      },
      { html: formatCount(row.runs), sort: row.runs },
      { html: formatShare(row.success_rate), sort: row.success_rate },
      { html: formatDuration(row.p50_ms), sort: row.p50_ms },
      { html: formatDuration(row.p95_ms), sort: row.p95_ms },
    ],
  });
}

/** Run durations: the chart by template, and the figures over all runs. */
export function durationsSection({ durations }: DashboardSummary, chart: Chart | null): string {
  const figures = [
    ["Median", durations?.p50_ms],
    ["90th percentile", durations?.p90_ms],
    ["95th percentile", durations?.p95_ms],
    ["Longest", durations?.max_ms],
    ["Total", durations?.total_ms],
  ] as const;
  const table = htmlTable({
    id: "durations-table",
    caption: "Over every run in the range: exact, not sampled.",
    columns: [
      { head: "Duration", kind: "text" },
      { head: "All runs", kind: "number" },
    ],
    rows: figures.map(([title, value]) => [{ html: title }, { html: formatDuration(value ?? null), sort: value ?? 0 }]),
  });
  const figure =
    chart === null
      ? ""
      : `<figure><div class="wide">${chart.wide}</div><div class="narrow">${chart.narrow}</div><figcaption>Median (mark) to 95th percentile (end of the bar) by template; logarithmic.</figcaption></figure>`;
  return listSection({ id: "durations", title: "Durations", lead: "", content: `${figure}\n${table}`, more: 0 });
}

/** Actions by the time they took. */
export function actionsSection({ actions }: DashboardSummary): string {
  const most = Math.max(1, ...actions.shown.map((row) => row.total_ms));
  return tableSection(actions, {
    id: "actions",
    title: "Actions",
    empty: "No step was performed in this range.",
    caption: "Most total time first. A failure is a step that neither succeeded nor was skipped.",
    columns: [
      { head: "Action", kind: "text" },
      { head: "Steps", kind: "number" },
      { head: "Failures", kind: "number" },
      { head: "Total time", kind: "number", sorted: "descending" },
    ],
    cells: (row) => [
      {
        html: `${name(row.action)}${shareBar([{ tone: "other", share: row.total_ms / most }])}`,
        sort: row.action,
      },
      { html: formatCount(row.steps), sort: row.steps },
      { html: formatCount(row.failures), sort: row.failures },
      { html: formatDuration(row.total_ms), sort: row.total_ms },
    ],
  });
}

/** Workers by the time they were busy. */
export function workersSection({ workers }: DashboardSummary): string {
  const most = Math.max(1, ...workers.shown.map((row) => row.busy_ms));
  return tableSection(workers, {
    id: "workers",
    title: "Workers",
    empty: "No worker performed a step in this range.",
    caption: "Most busy time first.",
    columns: [
      { head: "Worker", kind: "text" },
      { head: "Steps", kind: "number" },
      { head: "Busy", kind: "number", sorted: "descending" },
    ],
    cells: (row) => [
      {
        html: `${name(row.worker)}${shareBar([{ tone: "other", share: row.busy_ms / most }])}`,
        sort: row.worker,
      },
      { html: formatCount(row.steps), sort: row.steps },
      { html: formatDuration(row.busy_ms), sort: row.busy_ms },
    ],
  });
}

function name(text: string): string {
  return `<code>${escapeHtml(shorten(text, 120))}</code>`;
}
