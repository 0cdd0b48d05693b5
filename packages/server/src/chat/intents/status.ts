import { codeSpan, singleLine } from "@sdetkit/channel-adapters";
import { formatDuration, type RunReport, statusLabel } from "@sdetkit/core";
import type { RunView } from "../../control/runs/types.ts";
import { runSummary } from "../notifications/run-summary.ts";
import type { Intent, IntentCall } from "../types.ts";
import { askRun } from "./ask-run.ts";
import { tokenize } from "./tokenize.ts";

const LATEST = 5;

/** `status`: the latest runs of the one who asks; `status RUN`: that one. */
export const status: Intent = {
  name: "status",
  usage: "[RUN]",
  about: "shows your latest runs, or one by its id or hash",
  reads: true,
  scope: "runs:read",
  answer: async (rest, call) => {
    const [named] = tokenize(rest);
    return { text: named ? await one(named.text, call) : await latest(call) };
  },
};

async function one(named: string, call: IntentCall): Promise<string> {
  const run = await askRun<RunView & { readonly report: RunReport | null }>(call, "runs.get", named);
  return run.report ? runSummary(run, run.report) : line(run, call.now);
}

async function latest(call: IntentCall): Promise<string> {
  const query = { requester: call.caller.account, limit: LATEST };
  const { items } = (await call.ask("runs.list", { query })) as { readonly items: readonly RunView[] };
  if (items.length === 0) return "You have not started a run yet. `templates` lists the templates.";
  return ["**Your latest runs**", ...items.map((run) => `- ${line(run, call.now)}`)].join("\n");
}

function line(run: RunView, now: number): string {
  const { run: id, state, status: ended, template, task, workspace, created_at, ended_at } = run;
  const words: { readonly [state: string]: string } = {
    waiting: "waits for an approval",
    over: statusLabel(ended ?? "over"),
  };
  const word = words[state] ?? state;
  const why = state === "stopped" && run.problem !== null ? `: ${singleLine(run.problem, 500)}` : "";
  const age = formatDuration(now - Date.parse(ended_at ?? created_at));
  return `${codeSpan(template ?? task)} in ${codeSpan(workspace)}: **${word}**, ${ended_at ? "ended" : "started"} ${age} ago, run ${codeSpan(id)}${why}`;
}
