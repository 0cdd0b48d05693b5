import {
  type Envelope,
  ExitCode,
  Fault,
  formatDuration,
  formatInstant,
  isSha256,
  type Json,
  type JsonObject,
  type RunRecord,
  runStanding,
  stepStanding,
} from "@sdetkit/core";
import { findWorkspace, layoutOf } from "@sdetkit/runtime";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { withHistory } from "../../command/with-history.ts";
import { namedRun } from "../../input/named-run.ts";
import { markOf, statusText } from "../../terminal/status-symbols.ts";
import { heading, pairs } from "../../terminal/table.ts";
import { bold, cyan, dim, type Text } from "../../terminal/text.ts";
import { localSource } from "../../views/local-source.ts";
import { outputsText } from "../../views/outputs-text.ts";
import { type PrintedSource, type PrintedStep, printedText } from "../../views/printed-text.ts";
import type { RunSource } from "../../views/run-view.ts";

/** `agent history show`. */
export async function historyShow(run: string, invocation: Invocation): Promise<Answer> {
  return await withHistory(invocation, async (history) => {
    const row = history.find(namedRun(run, history));
    const envelope = history.envelope(row.run);
    const record = await history.record(row.hash);
    if (envelope === null || record === null) {
      const missing = record === null ? `record ${row.hash}` : `envelope of run ${row.run}`;
      throw new Fault("record-missing", `expected the ${missing} in the history, found none`);
    }
    const json = { run: row.run, hash: row.hash, index: row.seq, record, envelope };
    const source = localSource({
      blob: history.blobs.get,
      layout: layoutOf(findWorkspace(invocation.cwd).root),
      console: invocation.console,
      show: invocation.verbose || record.task.kind === "action" ? "all" : "troubled",
    });
    return {
      exit: ExitCode.done,
      json,
      ...asked(invocation.json ? "" : await screen(row.seq, record, envelope, source)),
    };
  });
}

async function screen(index: number, record: RunRecord, envelope: Envelope, source: RunSource): Promise<Text> {
  const { workspace } = record;
  const at =
    workspace.kind === "git"
      ? `commit ${workspace.commit.slice(0, 12)}${workspace.dirty === null ? "" : `, and what was read besides it ${workspace.dirty.slice(0, 12)}`}`
      : `files read ${workspace.read.slice(0, 12)}`;
  const inputs = Object.entries(record.inputs);
  return [
    [markOf(runStanding(record)), " ", bold(envelope.task), " ", statusText(runStanding(record)), "\n\n"],
    pairs([
      ["hash", cyan(envelope.record)],
      ["run", envelope.run],
      ["ledger", `entry ${index}`],
      ["when", `${formatInstant(envelope.captured_at)} UTC, took ${formatDuration(envelope.duration_ms)}`],
      ["who", `${envelope.actor.user} on ${envelope.actor.host}, by ${envelope.channel}`],
      ["with", `sdetkit ${envelope.tool.version}, Node ${envelope.tool.node}, sandbox ${envelope.tool.sandbox}`],
      ["workspace", at],
      ["policy", dim(record.policy)],
      ...inputs.map(([name, value]): [string, Text] => ["input", `${name} = ${JSON.stringify(value)}`]),
    ]),
    heading("Steps"),
    await Promise.all(record.steps.map((step) => stepText(step, envelope, source))),
    Object.keys(record.outputs).length === 0 ? "" : [heading("Outputs"), outputsText(record.outputs, source.cut)],
    heading("Reviewer"),
    record.reviewer.checks.map(
      ({ check, ok, detail }): Text => [
        ["  ", markOf(ok ? "succeeded" : "failed"), " ", check],
        detail === "" ? "" : [dim("  "), detail],
        "\n",
      ],
    ),
    ["  ", bold(record.reviewer.verdict), "\n"],
  ];
}

async function stepText(step: RunRecord["steps"][number], { steps }: Envelope, source: PrintedSource): Promise<Text> {
  const timing = steps.find(({ id }) => id === step.id);
  const approved = timing?.approval ? `approved by ${timing.approval.by} (${timing.approval.via})` : "";
  const took = timing ? formatDuration(timing.duration_ms) : "";
  return [
    [
      "  ",
      markOf(stepStanding(step)),
      " ",
      bold(step.id),
      "  ",
      cyan(step.action),
      dim(`  ${took}  ${approved}`.trimEnd()),
      "\n",
    ],
    step.failure === null ? "" : ["      ", step.failure.message, dim(` (${step.failure.code})`), "\n"],
    step.denials.map(({ message, rule }): Text => ["      ", message, dim(` (${rule})`), "\n"]),
    step.artifacts.map(({ name, path, sha256 }): Text => {
      return ["      ", name, dim(`  ${sha256?.slice(0, 12) ?? "volatile"}`), "  ", path, "\n"];
    }),
    await printedText({ ...step, printed: printedBy(timing?.volatile ?? {}) }, source),
  ];
}

/** Where an envelope names what a command printed. */
function printedBy({ stdout, stderr }: JsonObject): PrintedStep["printed"] {
  const digest = (value: Json | undefined) => (typeof value === "string" && isSha256(value) ? value : null);
  return { stdout: digest(stdout), stderr: digest(stderr) };
}
