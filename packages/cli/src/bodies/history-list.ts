import { ExitCode, Fault, formatCount, formatDuration, formatInstant } from "@sdetkit/core";
import type { History, HistoryFilter, RunRow, UnfinishedRun } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../command.ts";
import type { RangeOptions } from "../commands/range-options.ts";
import { parseRange } from "../input/parse-when.ts";
import { markOf, statusText } from "../terminal/marks.ts";
import { table } from "../terminal/table.ts";
import { bold, cyan, dim, type Text, yellow } from "../terminal/text.ts";
import { withHistory } from "../with-history.ts";

const STATUSES = ["succeeded", "failed", "denied", "timed-out", "cancelled"];

type ListOptions = RangeOptions & { readonly status?: string; readonly template?: string; readonly limit: string };

/** `agent history list`. */
export async function historyList(options: ListOptions, invocation: Invocation): Promise<Answer> {
  const filter = filterOf(options, invocation);
  return await withHistory(invocation, async (history) => {
    const rows = history.list(filter);
    const unfinished = history.unfinished();
    return {
      exit: ExitCode.done,
      json: { runs: rows.map(rowJson), unfinished: unfinished.map(unfinishedJson), total: history.runs() },
      text: screen(rows, unfinished, history, invocation.console.stdout.columns()),
    };
  });
}

function filterOf({ status, template, limit, ...range }: ListOptions, { console }: Invocation): HistoryFilter {
  if (status !== undefined && !STATUSES.includes(status)) {
    throw usage(`expected --status to be one of ${STATUSES.join(", ")}, got ${JSON.stringify(status)}`);
  }
  if (!/^\d{1,9}$/.test(limit)) throw usage(`expected --limit to be a whole number, got ${JSON.stringify(limit)}`);
  return {
    ...parseRange(range, console.now()),
    ...(status === undefined ? {} : { status }),
    ...(template === undefined ? {} : { template }),
    ...(limit === "0" ? {} : { limit: Number(limit) }),
  };
}

function usage(message: string): Fault {
  return new Fault("usage", message, { exit: ExitCode.usage, remedy: "see `sdetkit agent history list --help`" });
}

function rowJson({ captured_ms, ...row }: RunRow): object {
  return { ...row, captured_at: new Date(captured_ms).toISOString() };
}

function unfinishedJson({ captured_ms, ...run }: UnfinishedRun): object {
  return { ...run, captured_at: new Date(captured_ms).toISOString() };
}

function screen(
  rows: readonly RunRow[],
  unfinished: readonly UnfinishedRun[],
  history: History,
  columns: number,
): Text {
  const size = history.runs();
  const body = rows.map((row): Text[] => [
    [markOf(row.status), " ", statusText(row.status)],
    row.template ?? row.task,
    dim(formatInstant(new Date(row.captured_ms).toISOString())),
    dim(formatDuration(row.duration_ms)),
    cyan(row.hash.slice(0, 12)),
  ]);
  const titles = [
    { title: "  status" },
    { title: "task", flexible: true, narrowest: 24 },
    { title: "when (UTC)", optional: true },
    { title: "took", align: "right" as const, optional: true },
    { title: "hash" },
  ];
  return [
    rows.length === 0
      ? size === 0
        ? ["Nothing was run here yet.\n  ", dim("→ "), "sdetkit agent templates list\n"]
        : "No run fits.\n"
      : table(titles, body, columns),
    rows.length === 0 ? "" : ["\n", dim(`${formatCount(rows.length)} of ${formatCount(size)} runs`), "\n"],
    unfinishedText(unfinished),
  ];
}

function unfinishedText(unfinished: readonly UnfinishedRun[]): Text {
  const cut = unfinished.filter(({ alive }) => !alive);
  const going = unfinished.filter(({ alive }) => alive);
  const line = ({ run, task, captured_ms }: UnfinishedRun): Text => {
    return ["  ", run, "  ", task, dim(`  since ${formatInstant(new Date(captured_ms).toISOString())}`), "\n"];
  };
  const [first] = cut;
  return [
    going.length === 0 ? "" : ["\n", bold("Running now"), "\n", going.map(line)],
    first === undefined ? "" : ["\n", bold(yellow("Cut off")), "\n", cut.map(line)],
    first === undefined ? "" : ["  ", dim("→ "), `sdetkit agent resume ${first.run}`, "\n"],
  ];
}
