import type { Period, RunTally, TemplateFigures } from "@sdetkit/core";
import type { ComparisonPeriods } from "./comparison-periods.ts";
import { Samples } from "./samples.ts";

const DAY = 86_400_000;
const STATUSES = ["succeeded", "failed", "denied", "timed-out", "cancelled"];
const FAILED = 1;

/** The columns of a `FigureRow`. */
export const FIGURE_COLUMNS = "seq, status, template, template_digest, captured_ms, duration_ms";

/** What the figures need of one run, in the order of `FIGURE_COLUMNS`: a million of them are read, and names cost time. */
export type FigureRow = readonly [
  seq: number,
  status: string,
  template: string | null,
  digest: string | null,
  captured: number,
  duration: number,
];

/** A template's digest is another one than in its run before: the sequence numbers of both runs. */
export interface DigestChange {
  readonly seq: number;
  readonly before: number;
}

/** How many runs ended in which way, by the position in `STATUSES`. */
type Counts = [succeeded: number, failed: number, denied: number, timedOut: number, cancelled: number];

interface TemplateState {
  readonly counts: Counts;
  readonly durations: Samples;
  digest: string | null;
  seq: number;
}

/** Collects every figure of a dashboard that needs all runs, in one pass over them in ledger order. */
export class RunFigures {
  readonly totals: Counts = [0, 0, 0, 0, 0];
  readonly durations = new Samples();
  /** Day since the epoch to counts. */
  readonly days = new Map<number, Counts>();
  readonly changes: DigestChange[] = [];
  totalMs = 0;
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  readonly #templates = new Map<string, TemplateState>();
  readonly #since: number;
  readonly #periods: ComparisonPeriods | null;
  readonly #compared = [
    { counts: [0, 0, 0, 0, 0] as Counts, durations: new Samples() },
    { counts: [0, 0, 0, 0, 0] as Counts, durations: new Samples() },
  ] as const;

  /** @param since runs that began earlier (milliseconds since the epoch) serve the comparison only. */
  constructor(since: number, periods: ComparisonPeriods | null) {
    this.#since = since;
    this.#periods = periods;
  }

  /** What digest a template had before the first run that will be added. */
  knowEarlier(template: string, digest: string | null, seq: number): void {
    const state = this.#stateOf(template);
    state.digest = digest;
    state.seq = seq;
  }

  add([seq, name, template, digest, captured, duration]: FigureRow): void {
    const known = STATUSES.indexOf(name);
    // A status of a later version is no success as far as this one can tell.
    const status = known < 0 ? FAILED : known;
    const inRange = captured >= this.#since;
    if (template !== null) {
      const state = this.#stateOf(template);
      if (inRange) {
        state.counts[status]!++;
        state.durations.add(duration);
        if (state.digest !== null && state.digest !== digest) this.changes.push({ seq, before: state.seq });
      }
      state.digest = digest;
      state.seq = seq;
    }
    if (this.#periods && captured >= this.#periods.from && captured < this.#periods.to) {
      const period = this.#compared[captured < this.#periods.middle ? 0 : 1];
      period.counts[status]!++;
      period.durations.add(duration);
    }
    if (!inRange) return;
    this.totals[status]!++;
    this.durations.add(duration);
    this.totalMs += duration;
    this.first = Math.min(this.first, captured);
    this.last = Math.max(this.last, captured);
    const day = Math.floor(captured / DAY);
    const counts = this.days.get(day);
    if (counts === undefined) this.days.set(day, withOne(status));
    else counts[status]!++;
  }

  #stateOf(template: string): TemplateState {
    let state = this.#templates.get(template);
    if (state === undefined) {
      state = { counts: [0, 0, 0, 0, 0], durations: new Samples(), digest: null, seq: 0 };
      this.#templates.set(template, state);
    }
    return state;
  }

  /** Every template with runs in the range: most runs first, then by name. */
  templates(): TemplateFigures[] {
    return [...this.#templates]
      .map(([template, { counts, durations }]) => ({ template, runs: sum(counts), counts, durations }))
      .filter(({ runs }) => runs > 0)
      .sort((a, b) => b.runs - a.runs || (a.template < b.template ? -1 : 1))
      .map(({ template, runs, counts, durations }) => ({
        template,
        runs,
        succeeded: counts[0],
        success_rate: counts[0] / runs,
        p50_ms: durations.percentile(0.5) ?? 0,
        p95_ms: durations.percentile(0.95) ?? 0,
      }));
  }

  /** The periods compared; null when the earlier one holds no run: a comparison with nothing says nothing. */
  comparison(): { current: Period; previous: Period } | null {
    const [previous, current] = this.#compared;
    if (this.#periods === null || sum(previous.counts) === 0) return null;
    const { from, middle, to } = this.#periods;
    return { current: period(middle, to, current), previous: period(from, middle, previous) };
  }
}

/** Counts as the tally a dashboard shows. */
export function tally(counts: Counts): RunTally {
  const runs = sum(counts);
  const [succeeded, failed, denied, timed_out, cancelled] = counts;
  return { runs, succeeded, failed, denied, timed_out, cancelled, success_rate: runs === 0 ? null : succeeded / runs };
}

function period(since: number, until: number, part: { readonly counts: Counts; readonly durations: Samples }): Period {
  const { runs, success_rate } = tally(part.counts);
  return {
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    runs,
    success_rate,
    p50_ms: part.durations.percentile(0.5),
  };
}

function withOne(status: number): Counts {
  const counts: Counts = [0, 0, 0, 0, 0];
  counts[status]!++;
  return counts;
}

function sum(counts: Counts): number {
  return counts[0] + counts[1] + counts[2] + counts[3] + counts[4];
}
