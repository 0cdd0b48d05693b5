import { statusLabel } from "../record/run-record.ts";
import { escapeMarkdown } from "../text/escape.ts";
import { formatCount, formatCountOf, formatDuration, formatInstant, formatShare } from "../text/format.ts";
import { shorten } from "../text/shorten.ts";
import type { DashboardSummary, Leading, Period } from "./dashboard-summary.ts";
import { describeRange } from "./describe-range.ts";

/** The summary as GitHub-flavoured Markdown, for pull requests and job summaries. Whatever a run named arrives as code. */
export function renderMarkdown(summary: DashboardSummary): string {
  return `${[...head(summary), ...(summary.totals.runs === 0 ? empty(summary) : body(summary))].join("\n")}\n`;
}

function head(summary: DashboardSummary): string[] {
  return ["# Run dashboard", "", `${capitalised(describeRange(summary))}.`, ""];
}

function empty(summary: DashboardSummary): string[] {
  if (summary.ledger.size > 0) {
    return [
      `No runs in this range; the ledger holds ${formatCountOf(summary.ledger.size, "entry", "entries")}. Widen \`--since\` and \`--until\`.`,
    ];
  }
  return [
    "No runs are recorded here yet. To record the first one:",
    "",
    "1. `sdetkit agent templates list` shows what can be run.",
    "2. `sdetkit agent run template:repo-health-audit` runs one and records it.",
    "3. `sdetkit agent dashboard build --format md` writes this page again.",
  ];
}

function body(summary: DashboardSummary): string[] {
  const { totals, durations, approvals } = summary;
  return [
    ...table(
      ["Figure", "Value"],
      ["l", "r"],
      [
        ["Runs", formatCount(totals.runs)],
        ["Success rate", formatShare(totals.success_rate)],
        ["Succeeded", formatCount(totals.succeeded)],
        ["Failed", formatCount(totals.failed)],
        ["Denied", formatCount(totals.denied)],
        ["Timed out", formatCount(totals.timed_out)],
        ["Cancelled", formatCount(totals.cancelled)],
        ["Duration, median", formatDuration(durations?.p50_ms ?? null)],
        ["Duration, 90th percentile", formatDuration(durations?.p90_ms ?? null)],
        ["Duration, 95th percentile", formatDuration(durations?.p95_ms ?? null)],
        ["Duration, longest", formatDuration(durations?.max_ms ?? null)],
        [
          "Approvals requested, given, denied",
          `${formatCount(approvals.asked)}, ${formatCount(approvals.given)}, ${formatCount(approvals.denied)}`,
        ],
      ],
    ),
    ...section("Against the period before", summary.comparison ? comparison(summary.comparison) : []),
    ...section(
      `Trend by ${summary.trend.unit}`,
      table(
        [capitalised(summary.trend.unit), "Runs", "Succeeded", "Failed", "Denied", "Other"],
        ["l", "r", "r", "r", "r", "r"],
        summary.trend.points.map((point) => [
          point.start,
          ...[point.runs, point.succeeded, point.failed, point.denied, point.other].map(formatCount),
        ]),
      ),
    ),
    ...listing(
      "Templates",
      summary.templates,
      ["Template", "Runs", "Succeeded", "Median", "95th percentile"],
      "lrrrr",
      (row) => [
        code(row.template),
        formatCount(row.runs),
        formatShare(row.success_rate),
        formatDuration(row.p50_ms),
        formatDuration(row.p95_ms),
      ],
    ),
    ...listing("Actions", summary.actions, ["Action", "Steps", "Failures", "Total time"], "lrrr", (row) => [
      code(row.action),
      formatCount(row.steps),
      formatCount(row.failures),
      formatDuration(row.total_ms),
    ]),
    ...listing("Workers", summary.workers, ["Worker", "Steps", "Busy"], "lrr", (row) => [
      code(row.worker),
      formatCount(row.steps),
      formatDuration(row.busy_ms),
    ]),
    ...listing(
      "Runs that did not succeed",
      summary.failures,
      ["Began (UTC)", "Status", "Task", "Run", "Hash"],
      "lllll",
      (row) => [formatInstant(row.captured_at), statusLabel(row.status), code(row.task), code(row.run), code(row.hash)],
    ),
    ...listing(
      "Template drift",
      summary.drift,
      ["First run (UTC)", "Template", "Version", "Digest", "What changed"],
      "lllll",
      (row) => [
        formatInstant(row.captured_at),
        code(row.template),
        `${code(row.from.version)} → ${code(row.to.version)}`,
        `${code(row.from.digest.slice(0, 12))} → ${code(row.to.digest.slice(0, 12))}`,
        row.changes.map(code).join("<br>"),
      ],
    ),
    ...section("Ledger", [
      `- Entries: ${formatCount(summary.ledger.size)}`,
      `- Root: ${summary.ledger.root === null ? "–" : code(summary.ledger.root)}`,
      `- Signed by: ${summary.ledger.key === null ? "nobody" : code(summary.ledger.key)}`,
    ]),
  ];
}

function comparison({ current, previous }: { readonly current: Period; readonly previous: Period }): string[] {
  return table(
    ["Period (UTC)", "Runs", "Succeeded", "Median"],
    ["l", "r", "r", "r"],
    [current, previous].map((period) => [
      `${formatInstant(period.since)} to ${formatInstant(period.until)}`,
      formatCount(period.runs),
      formatShare(period.success_rate),
      formatDuration(period.p50_ms),
    ]),
  );
}

function listing<T>(
  title: string,
  list: Leading<T>,
  heads: readonly string[],
  align: string,
  cells: (row: T) => readonly string[],
): string[] {
  if (list.shown.length === 0) return [];
  const more = list.more > 0 ? ["", `And ${formatCount(list.more)} more.`] : [];
  return section(title, [...table(heads, [...align], list.shown.map(cells)), ...more]);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines];
}

function table(heads: readonly string[], align: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [row(heads), row(align.map((side) => (side === "r" ? "---:" : "---"))), ...rows.map(row)];
}

function code(text: string): string {
  return escapeMarkdown(shorten(text, 200));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
