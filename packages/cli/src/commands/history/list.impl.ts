import { ExitCode, Fault, formatCount, formatInstant, parseTask, runStanding } from "@sdetkit/core";
import type { History, HistoryFilter, RunRow, UnfinishedRun } from "@sdetkit/runtime";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { withHistory } from "../../command/with-history.ts";
import { parseRange } from "../../input/parse-when.ts";
import type { RangeOptions } from "../../options/range-options.ts";
import { room } from "../../terminal/console.ts";
import { bold, dim, type Text, yellow } from "../../terminal/text.ts";
import { runTable } from "../../views/run-table.ts";

const STATUSES = ["succeeded", "failed", "denied", "timed-out", "cancelled"];

export type ListOptions = RangeOptions & {
  readonly status?: string;
  readonly template?: string;
  readonly state?: string;
  readonly limit: string;
};

/** `agent history list`. */
export async function historyList(options: ListOptions, invocation: Invocation): Promise<Answer> {
  if (options.state !== undefined)
    throw usage("expected --server with --state: without a server, a run is either over or listed as unfinished");
  const filter = filterOf(options, invocation);
  return await withHistory(invocation, async (history) => {
    const rows = history.list(filter);
    const unfinished = history.unfinished();
    return {
      exit: ExitCode.done,
      json: {
        runs: [...unfinished.filter(fits(filter)).map(openJson), ...rows.map(rowJson)].slice(0, filter.limit),
        unfinished: unfinished.map(unfinishedJson),
        total: history.runs(),
      },
      ...asked(
        screen(
          invocation.json ? [] : await standing(rows, history),
          unfinished,
          history,
          room(invocation.console.stdout),
        ),
      ),
    };
  });
}

/** What the options restrict the list to. */
export function filterOf(
  { status, template, limit, ...range }: ListOptions,
  { console }: Pick<Invocation, "console">,
): HistoryFilter {
  if (status !== undefined && !STATUSES.includes(status)) {
    throw usage(`expected --status to be one of ${STATUSES.join(", ")}, got ${JSON.stringify(status)}`);
  }
  if (!/^\d{1,9}$/.test(limit))
    throw usage(`expected --limit to be a whole number of at least 0, got ${JSON.stringify(limit)}`);
  return {
    ...parseRange(range, console.now()),
    ...(status === undefined ? {} : { status }),
    ...(template === undefined ? {} : { template }),
    ...(limit === "0" ? {} : { limit: Number(limit) }),
  };
}

function usage(message: string): Fault {
  return new Fault("usage", message, { remedy: "see `sdetkit agent history list --help`" });
}

function rowJson({ captured_ms, ...row }: RunRow): object {
  return { ...row, state: "over", captured_at: new Date(captured_ms).toISOString() };
}

/** Whether a run that is not over belongs into the list: it has no status yet. */
function fits({ status, template, since = 0, until = Number.POSITIVE_INFINITY }: HistoryFilter) {
  return ({ task, captured_ms }: UnfinishedRun): boolean => {
    if (status !== undefined || captured_ms < since || captured_ms >= until) return false;
    return template === undefined || templateOf(task) === template;
  };
}

/** One that waits or runs, or was interrupted, as far as it has what those have that are over. */
function openJson({ run, task, captured_ms, alive }: UnfinishedRun): object {
  const template = templateOf(task);
  const captured_at = new Date(captured_ms).toISOString();
  return { run, hash: null, status: null, state: alive ? "running" : "cut-off", task, template, captured_at };
}

function templateOf(task: string): string | null {
  const parsed = parseTask(task);
  return parsed.kind === "template" ? parsed.id : null;
}

function unfinishedJson({ captured_ms, ...run }: UnfinishedRun): object {
  return { ...run, captured_at: new Date(captured_ms).toISOString() };
}

/** The rows with the status of each run: what its own outputs say of it is in its record. */
async function standing(rows: readonly RunRow[], history: Pick<History, "record">): Promise<ShownRow[]> {
  const known = new Map<string, string>();
  const shown: ShownRow[] = [];
  for (const row of rows) {
    const { hash, status } = row;
    if (status === "succeeded" && !known.has(hash)) {
      const record = await history.record(hash).catch(() => null);
      known.set(hash, record === null ? status : runStanding(record));
    }
    shown.push({ ...row, status: known.get(hash) ?? status });
  }
  return shown;
}

type ShownRow = Omit<RunRow, "status"> & { readonly status: string };

function screen(
  rows: readonly ShownRow[],
  unfinished: readonly UnfinishedRun[],
  history: History,
  columns: number,
): Text {
  const size = history.runs();
  return [
    rows.length === 0
      ? size === 0
        ? ["There are no runs here yet.\n  ", dim("→ "), "sdetkit agent templates list\n"]
        : "No runs match.\n"
      : runTable(
          rows.map((row) => ({ ...row, at: new Date(row.captured_ms).toISOString() })),
          columns,
        ),
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
    first === undefined ? "" : ["\n", bold(yellow("Interrupted")), "\n", cut.map(line)],
    first === undefined ? "" : ["  ", dim("→ "), `sdetkit agent resume ${first.run}`, "\n"],
  ];
}
