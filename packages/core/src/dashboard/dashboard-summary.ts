/** How many runs ended in which way, and the share that succeeded (0 to 1; null when there was no run). */
export interface RunTally {
  readonly runs: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly denied: number;
  readonly timed_out: number;
  readonly cancelled: number;
  readonly success_rate: number | null;
}

/** Run durations in milliseconds, nearest-rank percentiles over every run: exact, never sampled. */
export interface DurationFigures {
  readonly p50_ms: number;
  readonly p90_ms: number;
  readonly p95_ms: number;
  readonly max_ms: number;
  readonly total_ms: number;
}

/** How long one point of the trend is. Grows with the range, so that the chart stays readable. Weeks begin on Monday. */
export type TrendUnit = "day" | "week" | "month" | "year";

/** One day, week, month or year of runs; `start` is its first day (`2026-11-22`, UTC). `other`: timed out or cancelled. */
export interface TrendPoint {
  readonly start: string;
  readonly runs: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly denied: number;
  readonly other: number;
}

/** A stretch of time (`since` inclusive, `until` exclusive, RFC 3339 in UTC) and how its runs went. */
export interface Period {
  readonly since: string;
  readonly until: string;
  readonly runs: number;
  readonly success_rate: number | null;
  readonly p50_ms: number | null;
}

export interface TemplateFigures {
  readonly template: string;
  readonly runs: number;
  readonly succeeded: number;
  readonly success_rate: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
}

/** Steps by action; `failures` counts steps that neither succeeded nor were skipped. */
export interface ActionFigures {
  readonly action: string;
  readonly steps: number;
  readonly failures: number;
  readonly total_ms: number;
}

/** Steps that a worker performed and how long it was busy with them. */
export interface WorkerFigures {
  readonly worker: string;
  readonly steps: number;
  readonly busy_ms: number;
}

/** One run as the lists of a dashboard name it. */
export interface RunMention {
  readonly run: string;
  readonly hash: string;
  readonly status: string;
  readonly task: string;
  readonly captured_at: string;
  readonly duration_ms: number;
}

/** A template whose source changed between two runs: from which digest to which, first seen when, and what is different. */
export interface Drift {
  readonly template: string;
  readonly captured_at: string;
  readonly run: string;
  readonly from: { readonly version: string; readonly digest: string };
  readonly to: { readonly version: string; readonly digest: string };
  /** Short sentences, e.g. `step "audit" added`. */
  readonly changes: readonly string[];
}

/** The first entries of a longer list, and how many there are beyond them. */
export interface Leading<T> {
  readonly shown: readonly T[];
  readonly more: number;
}

/** Everything a dashboard shows. Depends on the history and the asked range alone: no clock, no host, no place. */
export interface DashboardSummary {
  readonly schema: "sdetkit.dashboard/v1";
  /** `since` and `until` as asked (null: open); `first` and `last` are when the first and last run in it began. */
  readonly range: {
    readonly since: string | null;
    readonly until: string | null;
    readonly first: string | null;
    readonly last: string | null;
  };
  readonly totals: RunTally;
  /** The end of the range against the stretch of the same length before it; null where there is nothing to compare. */
  readonly comparison: { readonly current: Period; readonly previous: Period } | null;
  readonly trend: { readonly unit: TrendUnit; readonly points: readonly TrendPoint[] };
  readonly durations: DurationFigures | null;
  /** Most runs first. */
  readonly templates: Leading<TemplateFigures>;
  /** Most total time first. */
  readonly actions: Leading<ActionFigures>;
  readonly approvals: { readonly asked: number; readonly given: number; readonly denied: number };
  /** Most busy time first. */
  readonly workers: Leading<WorkerFigures>;
  /** The latest runs of any status, oldest first. */
  readonly recent: readonly RunMention[];
  /** Runs that did not succeed, latest first. */
  readonly failures: Leading<RunMention>;
  /** Latest first. */
  readonly drift: Leading<Drift>;
  /** The whole ledger, whatever the range, as its newest checkpoint states it: entries, Merkle root (RFC 6962, hex), signing key. */
  readonly ledger: { readonly size: number; readonly root: string | null; readonly key: string | null };
}
