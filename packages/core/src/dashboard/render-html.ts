import { toBase64 } from "../digest/base64.ts";
import type { Hashing } from "../digest/sha256.ts";
import { escapeHtml } from "../text/escape.ts";
import { formatInstant } from "../text/format.ts";
import type { DashboardSummary } from "./dashboard-summary.ts";
import { describeRange } from "./describe-range.ts";
import type { DashboardCharts } from "./html/dashboard-charts.ts";
import { emptyPage } from "./html/empty-page.ts";
import { figureRow } from "./html/figure-row.ts";
import { actionsSection, durationsSection, templatesSection, workersSection } from "./html/figures-sections.ts";
import { driftSection, failuresSection } from "./html/incident-sections.ts";
import { ledgerSection } from "./html/ledger-section.ts";
import { PAGE_SCRIPT } from "./html/page-script.ts";
import { PAGE_STYLE } from "./html/page-style.ts";
import { recentRuns } from "./html/recent-runs.ts";
import { trendSection } from "./html/trend-section.ts";

const SECTIONS = [
  ["trend", "Trend"],
  ["templates", "Templates"],
  ["durations", "Durations"],
  ["actions", "Actions"],
  ["workers", "Workers"],
  ["failures", "Not succeeded"],
  ["drift", "Drift"],
] as const;

/**
 * The summary as one HTML file that needs nothing else: no request leaves it, and its policy lets no other style or script in.
 * The same summary and charts give the same bytes.
 */
export function renderHtml(summary: DashboardSummary, charts: DashboardCharts, hashing: Hashing): string {
  const range = describeRange(summary);
  const empty = summary.totals.runs === 0;
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${securityPolicy(PAGE_STYLE, PAGE_SCRIPT, hashing)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>Run dashboard, ${escapeHtml(range)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    "</head>",
    "<body>",
    '<a class="skip" href="#content">Skip to the content</a>',
    '<div class="page">',
    '<header><div class="masthead"><div>',
    '<p class="product">sdetkit AgentOS</p>',
    "<h1>Run dashboard</h1>",
    `<p class="range">${escapeHtml(capitalised(range))}</p>`,
    `</div>${summary.ledger.size === 0 ? "" : ledgerSection(summary)}</div>`,
    empty ? "" : navigation(),
    "</header>",
    `<main id="content">\n${empty ? emptyPage(summary) : body(summary, charts)}\n</main>`,
    footer(summary),
    "</div>",
    `<script>${PAGE_SCRIPT}</script>`,
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

function navigation(): string {
  return `<nav class="sections" aria-label="Sections">${SECTIONS.map(([id, title]) => `<a href="#${id}">${title}</a>`).join("")}</nav>`;
}

function body(summary: DashboardSummary, charts: DashboardCharts): string {
  return [
    figureRow(summary),
    '<section aria-labelledby="latest-heading">',
    `<div class="heading"><h2 id="latest-heading">Latest runs</h2></div><figure>${recentRuns(summary.recent)}</figure>`,
    "</section>",
    trendSection(summary, charts.trend),
    '<div class="pair">',
    templatesSection(summary),
    durationsSection(summary, charts.durations),
    actionsSection(summary),
    workersSection(summary),
    "</div>",
    failuresSection(summary),
    driftSection(summary),
  ].join("\n");
}

function footer({ range }: DashboardSummary): string {
  const data =
    range.first === null || range.last === null
      ? ""
      : `<p>First run in the range ${formatInstant(range.first)}, last ${formatInstant(range.last)} UTC.</p>`;
  return `<footer>${data}<p>Generated from the history alone: the same history gives the same bytes. Check it with <code>sdetkit agent history verify</code>.</p></footer>`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The Content-Security-Policy (level 3) of a page that may use exactly this style and this script and reach nothing. */
export function securityPolicy(style: string, script: string, hashing: Hashing): string {
  return [
    "default-src 'none'",
    `style-src ${hashSource(style, hashing)}`,
    `script-src ${hashSource(script, hashing)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashSource(text: string, hashing: Hashing): string {
  const bytes = hashing.hex(text).match(/../g) ?? [];
  return `'sha256-${toBase64(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)))}'`;
}
