import { formatDuration, formatInstant } from "@sdetkit/core";
import { markOf, statusText } from "../terminal/status-symbols.ts";
import { table } from "../terminal/table.ts";
import { cyan, dim, type Text } from "../terminal/text.ts";

/** A run that is over, as lists show it. */
export interface ListedRun {
  readonly status: string;
  readonly task: string;
  readonly template: string | null;
  /** RFC 3339. */
  readonly at: string;
  readonly duration_ms: number;
  readonly hash: string;
}

/** Runs as a table; where there is room without end, with whole hashes. */
export function runTable(runs: readonly ListedRun[], columns: number): Text {
  const rows = runs.map((run): Text[] => [
    [markOf(run.status), " ", statusText(run.status)],
    run.template ?? run.task,
    dim(formatInstant(run.at)),
    dim(formatDuration(run.duration_ms)),
    cyan(Number.isFinite(columns) ? run.hash.slice(0, 12) : run.hash),
  ]);
  const titles = [
    { title: "  status" },
    { title: "task", flexible: true, narrowest: 24 },
    { title: "when (UTC)", optional: true },
    { title: "took", align: "right" as const, optional: true },
    { title: "hash" },
  ];
  return table(titles, rows, columns);
}
