import { ExitCode, Fault, formatCountOf, formatInstant } from "@sdetkit/core";
import type { InputOf } from "@sdetkit/server/client";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { parseRange } from "../../input/parse-when.ts";
import type { RangeOptions } from "../../options/range-options.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { keepText } from "../../output/write-or-print.ts";
import { connect, type Remote } from "../../remote/connect.ts";
import { namedRunRemote } from "../../remote/named-run-remote.ts";
import { paginate } from "../../remote/paginate.ts";
import type { RunView } from "../../remote/run-message.ts";
import { room } from "../../terminal/console.ts";
import { markOf, statusText } from "../../terminal/status-symbols.ts";
import { bold, cyan, dim, type Text, yellow } from "../../terminal/text.ts";
import { hasStopped } from "../../views/has-stopped.ts";
import { runTable } from "../../views/run-table.ts";
import { answerOf } from "../run/run-remote.impl.ts";
import { RUN_STATES } from "../run-states.ts";
import { filterOf, type ListOptions } from "./list.impl.ts";
import { verificationText } from "./verify.impl.ts";

/** `agent history list --server`: runs of the tenant, newest first, and those that are not over. */
export async function historyListRemote(
  { server, tokenFile, ...options }: ListOptions & ServerOptions,
  invocation: Invocation,
): Promise<Answer> {
  const { since, until, limit = 0, order: _, ...filter } = filterOf(options, invocation);
  const query = { ...filter, ...instants({ since, until }), ...stateOf(options) } as Query;
  const remote = await connect(
    { ...(server === undefined ? {} : { server }), ...(tokenFile === undefined ? {} : { tokenFile }) },
    invocation,
  );
  const found = await paginate(remote.each("runs.list", { query }), limit);
  const over = found.items.filter(({ state }) => state === "over");
  const unfinished = found.items.filter(({ state }) => state !== "over");
  return {
    exit: ExitCode.done,
    json: { runs: found.items.map(withCapture), unfinished: unfinished.map(withCapture), more: found.more },
    ...asked(screen(over, unfinished, found.more, remote, invocation)),
  };
}

/** With when it began, by the name that its report and the local list have for it; of one that has not begun: when it was requested. */
function withCapture(run: RunView): object {
  return { ...run, captured_at: run.started_at ?? run.created_at };
}

type Query = Omit<NonNullable<InputOf<"runs.list">["query"]>, "cursor" | "limit">;

function stateOf({ state }: ListOptions): { readonly state?: string } {
  if (state === undefined) return {};
  if (RUN_STATES.includes(state)) return { state };
  throw new Fault("usage", `expected --state to be one of ${RUN_STATES.join(", ")}, got ${JSON.stringify(state)}`, {
    remedy: "see `sdetkit agent history list --help`",
  });
}

function screen(
  over: readonly RunView[],
  unfinished: readonly RunView[],
  more: boolean,
  { flag }: Remote,
  { console }: Invocation,
): Text {
  const rows = over.map((run) => ({
    ...run,
    status: run.passed === false ? "not-passed" : (run.status ?? "failed"),
    at: run.created_at,
    duration_ms: run.started_at && run.ended_at ? Date.parse(run.ended_at) - Date.parse(run.started_at) : 0,
    hash: run.hash ?? "",
  }));
  const [first] = unfinished;
  const going = unfinished.find((run) => !hasStopped(run));
  const stopped = unfinished.find(hasStopped);
  return [
    rows.length === 0
      ? first === undefined
        ? ["No runs match.\n"]
        : ""
      : [
          runTable(rows, room(console.stdout)),
          "\n",
          dim(`${formatCountOf(rows.length, "run")}${more ? ", and there are more" : ""}`),
          "\n",
        ],
    first === undefined ? "" : [rows.length === 0 ? "" : "\n", bold(yellow("Unfinished")), "\n"],
    unfinished.map(openText),
    going === undefined ? "" : ["  ", dim("→ "), `sdetkit agent follow ${going.run}${flag}`, "\n"],
    stopped === undefined ? "" : ["  ", dim("→ "), `fix that, then sdetkit agent resume ${stopped.run}${flag}`, "\n"],
  ];
}

function openText(run: RunView): Text {
  const stopped = hasStopped(run);
  const state = stopped ? "stopped" : run.state;
  const since = dim(`  since ${formatInstant(run.created_at)}`);
  return [
    ["  ", markOf(state), " ", statusText(state), "  ", cyan(run.run), "  ", run.task, since, "\n"],
    stopped ? ["      ", run.problem ?? "", "\n"] : "",
  ];
}

/** `agent history show --server`. */
export async function historyShowRemote(run: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  const detail = await remote.call("runs.get", { params: { run: await namedRunRemote(run, remote) } });
  const shown = await answerOf(detail, remote, invocation);
  return { ...shown, ...asked(shown.text), exit: ExitCode.done, json: detail };
}

/** A stretch of time as the API takes it. */
export function rangeQuery(range: RangeOptions, now: number): { since?: string; until?: string } {
  return instants(parseRange(range, now));
}

function instants({ since, until }: { since?: number | undefined; until?: number | undefined }) {
  return {
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
}

type ExportOptions = RangeOptions & ServerOptions & { readonly format: string; readonly output?: string };

/** `agent history export --server`. */
export async function historyExportRemote(options: ExportOptions, invocation: Invocation): Promise<Answer> {
  if (options.format !== "csv") {
    throw new Fault("usage", `expected --format csv, got ${JSON.stringify(options.format)}`, {
      remedy: "write csv",
    });
  }
  const remote = await connect(options, invocation);
  const query = rangeQuery(options, invocation.console.now());
  const content = await (await remote.open("history.export", { query })).text();
  return await keepText({ format: "csv", content }, options.output, invocation);
}

/** `agent history verify --server`: the server looks at what it keeps. The exported history can be verified without it. */
export async function historyVerifyRemote(
  { checkpoint, ...server }: ServerOptions & { readonly checkpoint?: string },
  invocation: Invocation,
): Promise<Answer> {
  if (checkpoint !== undefined) {
    throw new Fault(
      "usage",
      "expected no --checkpoint with --server: a server cannot verify itself against a checkpoint that you kept",
      {
        remedy: "export the tenant, then verify its folder: sdetkit agent history verify -C FOLDER --checkpoint FILE",
      },
    );
  }
  const remote = await connect(server, invocation);
  const found = await remote.call("history.verify");
  const text = verificationText(found as Parameters<typeof verificationText>[0], `at ${remote.url}`);
  return { exit: found.ok ? ExitCode.done : ExitCode.differs, json: found, text };
}

/** `agent history prove --server`. */
export async function historyProveRemote(
  run: string,
  { output, ...server }: ServerOptions & { readonly output?: string },
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const proof = await remote.call("history.prove", { params: { run: await namedRunRemote(run, remote) } });
  const content = `${JSON.stringify(proof, null, 2)}\n`;
  const kept = await keepText({ format: "json", content }, output, invocation);
  return { ...kept, json: "raw" in kept ? proof : { ...proof, ...kept.json } };
}
