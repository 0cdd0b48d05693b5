import { csvLine } from "../text/csv-cell.ts";
import { escapeControl } from "../text/escape.ts";
import type { DashboardSummary } from "./dashboard-summary.ts";

type Value = string | number | null;

/**
 * The summary as one RFC 4180 table of four columns: section, item, metric, value. Long form, so that every line has the same
 * columns and a spreadsheet's pivot or a `WHERE section = …` finds any figure. Cells that a spreadsheet would run are neutralised.
 */
export function renderCsv(summary: DashboardSummary): string {
  const lines: string[] = [line("section", "item", "metric", "value")];
  const add = (section: string, item: Value, metrics: { readonly [metric: string]: Value }) => {
    for (const [metric, value] of Object.entries(metrics)) lines.push(line(section, item, metric, value));
  };
  add("dashboard", null, { schema: summary.schema });
  add("range", null, { ...summary.range });
  add("totals", null, { ...summary.totals });
  if (summary.comparison) {
    add("comparison", "current", { ...summary.comparison.current });
    add("comparison", "previous", { ...summary.comparison.previous });
  }
  if (summary.durations) add("durations", null, { ...summary.durations });
  add("approvals", null, { ...summary.approvals });
  add("ledger", null, { ...summary.ledger });
  for (const { start, ...figures } of summary.trend.points) add(`trend-${summary.trend.unit}`, start, figures);
  for (const { template, ...figures } of summary.templates.shown) add("template", template, figures);
  for (const { action, ...figures } of summary.actions.shown) add("action", action, figures);
  for (const { worker, ...figures } of summary.workers.shown) add("worker", worker, figures);
  for (const { run, ...figures } of summary.failures.shown) add("not-succeeded", run, figures);
  for (const drift of summary.drift.shown) {
    add("drift", drift.run, {
      template: drift.template,
      captured_at: drift.captured_at,
      from_version: drift.from.version,
      from_digest: drift.from.digest,
      to_version: drift.to.version,
      to_digest: drift.to.digest,
      changes: drift.changes.join("; "),
    });
  }
  for (const section of ["templates", "actions", "workers", "failures", "drift"] as const) {
    add("not-shown", section, { entries: summary[section].more });
  }
  return lines.join("");
}

/** Hidden characters become visible before the cell is quoted: a line break or an override in a name must not pass as layout. */
function line(...cells: readonly Value[]): string {
  return csvLine(cells.map((cell) => (typeof cell === "string" ? escapeControl(cell) : cell)));
}
