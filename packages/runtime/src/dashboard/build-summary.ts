import {
  type ActionFigures,
  type DashboardSummary,
  type Drift,
  describeSourceChange,
  type Leading,
  type RunMention,
  type WorkerFigures,
} from "@sdetkit/core";
import type { Query } from "../history/types.ts";
import { comparisonPeriods } from "./comparison-periods.ts";
import { type DigestChange, FIGURE_COLUMNS, type FigureRow, RunFigures, tally } from "./run-figures.ts";
import { ledgerHead, type SummarySource, templateSource } from "./source.ts";
import { trendPoints } from "./trend-points.ts";

const TOP = 20;
const LATEST = 50;
const RECENT = 60;
/** Beyond every instant that a date can hold (ECMA-262, 21.4.1.1). */
const FOREVER = 8_640_000_000_000_001;

/** From when (inclusive) to when (exclusive), in milliseconds since the epoch. */
export interface SummaryRange {
  readonly since?: number;
  readonly until?: number;
}

/** Sums up the history, or the runs that began within a range of it. The same history and range give the same summary. */
export async function buildSummary(source: SummarySource, asked: SummaryRange = {}): Promise<DashboardSummary> {
  const ledger = ledgerHead(source);
  // Other processes may append while this reads: what the ledger's head does not know yet is left out everywhere.
  const range: Range = { ...asked, size: ledger.size };
  const meanwhile = source.queryInWorker([actions(range), workers(range)]);
  const figures = collect(source, range);
  const [actionRows = [], workerRows = []] = await meanwhile;
  const trend = trendPoints(figures.days, figures.first, figures.last);
  const totals = tally(figures.totals);
  const some = totals.runs > 0;
  return {
    schema: "sdetkit.dashboard/v1",
    range: {
      since: instant(asked.since),
      until: instant(asked.until),
      first: some ? instant(figures.first) : null,
      last: some ? instant(figures.last) : null,
    },
    totals,
    comparison: some ? figures.comparison() : null,
    trend,
    durations: some
      ? {
          p50_ms: figures.durations.percentile(0.5) ?? 0,
          p90_ms: figures.durations.percentile(0.9) ?? 0,
          p95_ms: figures.durations.percentile(0.95) ?? 0,
          max_ms: figures.durations.percentile(1) ?? 0,
          total_ms: figures.totalMs,
        }
      : null,
    templates: leading(figures.templates(), TOP),
    actions: leading(actionRows as ActionFigures[], TOP),
    approvals: approvals(source, range),
    workers: leading(workerRows as WorkerFigures[], TOP),
    recent: mentions(source, range, "", RECENT).reverse(),
    failures: {
      shown: mentions(source, range, "and status <> 'succeeded'", LATEST),
      more: Math.max(0, totals.runs - totals.succeeded - LATEST),
    },
    drift: await drift(source, figures.changes),
    ledger,
  };
}

/** The asked range, of the first `size` runs of the ledger. */
type Range = SummaryRange & { readonly size: number };

function collect(source: SummarySource, asked: Range): RunFigures {
  // Ordered and cut instead of min() and max(): those would read every row, since `seq` is limited as well.
  const [bounds] = source.read<{ first: number | null; last: number | null }>(
    `select (select captured_ms from runs where seq < ?1 order by captured_ms limit 1) as first,
     (select captured_ms from runs where seq < ?1 order by captured_ms desc limit 1) as last`,
    asked.size,
  );
  if (bounds === undefined || bounds.first === null || bounds.last === null) return new RunFigures(0, null);
  const range = { since: asked.since ?? null, until: asked.until ?? null };
  const periods = comparisonPeriods(range, bounds.first, bounds.last);
  const since = asked.since ?? -FOREVER;
  const from = Math.min(since, periods?.from ?? since);
  const figures = new RunFigures(since, periods);
  if (asked.since !== undefined) {
    const earlier = source.read<{ template: string; template_digest: string | null; seq: number }>(
      "select template, template_digest, max(seq) as seq from runs where template is not null and captured_ms < ? and seq < ? group by template",
      from,
      asked.size,
    );
    for (const row of earlier) figures.knowEarlier(row.template, row.template_digest, row.seq);
  }
  const rows = isOpen(asked)
    ? source.readTuples<FigureRow>(`select ${FIGURE_COLUMNS} from runs where seq < ? order by seq`, asked.size)
    : source.readTuples<FigureRow>(
        `select ${FIGURE_COLUMNS} from runs where captured_ms >= ? and captured_ms < ? and seq < ? order by seq`,
        from,
        asked.until ?? FOREVER,
        asked.size,
      );
  for (const row of rows) figures.add(row);
  return figures;
}

function actions(range: Range): Query {
  const sql = `select action, sum(count) as steps, sum(failed) as failures, sum(a.duration_ms) as total_ms
     ${during("run_actions", range)} group by action order by total_ms desc, action`;
  return { sql, params: limits(range) };
}

function workers(range: Range): Query {
  const sql = `select worker, sum(count) as steps, sum(a.duration_ms) as busy_ms
     ${during("run_workers", range)} group by worker order by busy_ms desc, worker`;
  return { sql, params: limits(range) };
}

/** The rows of a table by run, of all runs or of those in the range: the join is made only where it is needed. */
function during(table: string, range: Range): string {
  if (isOpen(range)) return `from ${table} a where a.seq < ?`;
  return `from ${table} a join runs r on r.seq = a.seq where r.captured_ms >= ? and r.captured_ms < ? and a.seq < ?`;
}

function limits(range: Range): number[] {
  return isOpen(range) ? [range.size] : [range.since ?? -FOREVER, range.until ?? FOREVER, range.size];
}

function isOpen(range: SummaryRange): boolean {
  return range.since === undefined && range.until === undefined;
}

function approvals(source: SummarySource, range: Range): DashboardSummary["approvals"] {
  const [sums] = source.read<DashboardSummary["approvals"]>(
    `select coalesce(sum(asked), 0) as asked, coalesce(sum(given), 0) as given, coalesce(sum(denied), 0) as denied
     from runs where ${isOpen(range) ? "" : "captured_ms >= ? and captured_ms < ? and"} seq < ?`,
    ...limits(range),
  );
  return { asked: sums?.asked ?? 0, given: sums?.given ?? 0, denied: sums?.denied ?? 0 };
}

function mentions(source: SummarySource, range: Range, condition: string, limit: number): RunMention[] {
  const rows = source.read<Omit<RunMention, "captured_at"> & { readonly captured_ms: number }>(
    `select run, hash, status, task, captured_ms, duration_ms from runs
     where captured_ms >= ? and captured_ms < ? and seq < ? ${condition} order by captured_ms desc, seq desc limit ?`,
    range.since ?? -FOREVER,
    range.until ?? FOREVER,
    range.size,
    limit,
  );
  return Array.from(rows, ({ run, hash, status, task, captured_ms, duration_ms }) => ({
    run,
    hash,
    status,
    task,
    captured_at: new Date(captured_ms).toISOString(),
    duration_ms,
  }));
}

interface VersionRow {
  readonly run: string;
  readonly template: string;
  readonly template_version: string | null;
  readonly template_digest: string | null;
  readonly captured_ms: number;
}

async function drift(source: SummarySource, changes: readonly DigestChange[]): Promise<Leading<Drift>> {
  const rowOf = (seq: number): VersionRow | undefined => {
    const [row] = source.read<VersionRow>(
      "select run, template, template_version, template_digest, captured_ms from runs where seq = ?",
      seq,
    );
    return row;
  };
  const shown: Drift[] = [];
  for (const change of changes.slice(-LATEST).reverse()) {
    const [before, after] = [rowOf(change.before), rowOf(change.seq)];
    if (before === undefined || after === undefined) continue;
    const [from, to] = [versionOf(before), versionOf(after)];
    const sources = [await templateSource(source, from.digest), await templateSource(source, to.digest)] as const;
    shown.push({
      template: after.template,
      captured_at: new Date(after.captured_ms).toISOString(),
      run: after.run,
      from,
      to,
      changes: describeSourceChange(...sources),
    });
  }
  return { shown, more: Math.max(0, changes.length - LATEST) };
}

function versionOf(row: VersionRow): Drift["from"] {
  return { version: row.template_version ?? "", digest: row.template_digest ?? "" };
}

function leading<T>(list: readonly T[], limit: number): Leading<T> {
  return { shown: list.slice(0, limit), more: Math.max(0, list.length - limit) };
}

function instant(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}
