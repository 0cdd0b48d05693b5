import {
  type ActionResult,
  Fault,
  type FaultCode,
  firstLines,
  formatBytes,
  formatLogicalPath,
  type JsonObject,
  type LogicalPath,
  SECRET_FROM_ENVIRONMENT,
  splitWords,
} from "@sdetkit/core";
import { z } from "zod";
import { refuseVariables } from "../redact/clear-artifact.ts";
import type { LimitMet } from "../sandbox/command-limits.ts";
import { dematerialise } from "../sandbox/logical-words.ts";
import type { CommandResult } from "../sandbox/types.ts";
import { logicalPath, pathParam } from "./path-param.ts";
import { type Captured, captureOutputs } from "./shell-run-outputs.ts";
import type { Action, ActionContext } from "./types.ts";

const word = z
  .string()
  .max(131_072)
  .refine((text) => !text.includes("\0"), "Expected a word without NUL.");

const params = z
  .strictObject({
    argv: z.array(word).min(1).max(10_000).optional().describe("The command, word by word; no shell is involved"),
    cmd: z
      .string()
      .max(131_072)
      .optional()
      .describe("The command as one constant text, split at blanks and quotes without a shell"),
    stdin: z.string().optional().describe("What the command reads from its standard input"),
    "working-directory": pathParam("Folder that the command starts in").default("workspace:/"),
    outputs: z
      .union([z.array(pathParam("A file")), z.record(z.string().min(1), pathParam("A file"))])
      .default([])
      .describe("Files that the command makes: kept as artifacts, named by their path or by the name given"),
    deterministic: z
      .boolean()
      .default(false)
      .describe("The printed text and the output files are the same each time: they become part of the record"),
  })
  .superRefine(({ argv, cmd }, problem) => {
    if ((argv === undefined) === (cmd === undefined))
      problem.addIssue({ code: "custom", path: ["argv"], message: "Expected one of argv and cmd, and only one." });
    const words = cmd === undefined ? [] : splitWords(cmd);
    if (!Array.isArray(words))
      problem.addIssue({ code: "custom", path: ["cmd"], message: `Column ${words.column}: ${words.problem}` });
  });

/** Of what a failed command could not see, so much is named. */
const MOST_HIDDEN = 20;

type Params = z.output<typeof params>;

function argvOf({ argv, cmd }: Params): readonly string[] {
  const words = argv ?? splitWords(cmd ?? "");
  if (!Array.isArray(words)) throw new TypeError("a cmd was used that its schema refuses");
  return words;
}

/** Artifact names with the files they stand for. */
function declaredOutputs({ outputs }: Params): { name: string; path: LogicalPath }[] {
  return Array.isArray(outputs)
    ? outputs.map(logicalPath).map((path) => ({ name: path.path, path }))
    : Object.entries(outputs).map(([name, path]) => ({ name, path: logicalPath(path) }));
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : JSON.stringify(text);
}

/**
 * What was printed, where it belongs: into the record when it is promised to repeat, else into blobs that the envelope names.
 * From those, which nothing hangs on, every secret is taken out; a record must not depend on whose secrets it left out.
 */
async function keepPrinted(
  value: Params,
  { stdout, stderr, sandbox }: CommandResult,
  context: ActionContext,
): Promise<{ outputs: JsonObject; volatile: JsonObject; problem: Captured["problem"] }> {
  const { redactor } = context;
  const volatile: { [name: string]: string } = { sandbox };
  if (stderr.length > 0) volatile["stderr"] = await context.blobs.put(redactor.bytes(stderr));
  if (!value.deterministic) {
    if (stdout.length > 0) volatile["stdout"] = await context.blobs.put(redactor.bytes(stdout));
    return { outputs: {}, volatile, problem: null };
  }
  try {
    refuseVariables(stdout, "what the command printed", redactor);
    const shown = redactor.shapes.bytes(stdout);
    const printed = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(shown);
    const roots = {
      workspace: await context.files.realPath({ root: "workspace", path: "" }),
      output: await context.files.realPath({ root: "output", path: "" }),
    };
    return { outputs: { stdout: dematerialise(printed, { roots, runId: context.runId }) }, volatile, problem: null };
  } catch (error) {
    if (error instanceof Fault && error.code === SECRET_FROM_ENVIRONMENT)
      return { outputs: {}, volatile, problem: error };
    if (!(error instanceof TypeError)) throw error;
    const message = "expected UTF-8 text from a deterministic command, it printed other bytes";
    return { outputs: {}, volatile, problem: { code: "not-text", message } };
  }
}

/** How a command failed that went beyond a limit. No number of bytes written: what an owner has left differs from run to run. */
function beyond(limit: LimitMet): readonly [code: FaultCode, message: string] {
  switch (limit.kind) {
    case "written":
      return [
        "limit-written",
        "the command was ended: it wrote more than commands may (runs.commands.written_bytes of the server)",
      ];
    case "room":
      return [
        "limit-storage",
        "the command was ended: it wrote more than the tenant's storage quota leaves (storage_bytes)",
      ];
    case "memory":
      return [
        "limit-memory",
        `the command was ended: it used more than ${formatBytes(limit.bytes)} of memory (runs.commands.memory_bytes of the server)`,
      ];
    case "processes":
      return [
        "limit-processes",
        `the command was ended: it started more than ${limit.processes} processes and threads at once (runs.commands.processes of the server)`,
      ];
    case "outer-memory":
      return [
        "out-of-memory",
        "the command was ended: the server's service or machine had no memory left (the command itself was within its limit)",
      ];
  }
}

/** Runs one command, without a shell, confined as the policy and the sandbox say. */
export const shellRun: Action<Params> = {
  name: "shell.run",
  summary: "Runs a command: words, no shell; confined, with a clean environment.",
  params,
  capability: "shell",
  idempotent: false,
  constant: {
    cmd: 'cmd is constant text; pass values as words of their own: argv: [git, log, "${{ inputs.ref }}"]',
  },
  needs: (value) => [
    { kind: "shell", argv: argvOf(value), cwd: logicalPath(value["working-directory"]) },
    ...declaredOutputs(value).map(({ path }) => ({ kind: "read" as const, path })),
  ],
  preview(value) {
    const cwd = formatLogicalPath(logicalPath(value["working-directory"]));
    const stdin =
      value.stdin === undefined
        ? []
        : [`  with ${Buffer.byteLength(value.stdin)} bytes on its standard input`, ...firstLines(value.stdin)];
    return [`Run ${argvOf(value).map(quoted).join(" ")}`, `  in ${cwd}`, ...stdin].join("\n");
  },

  async execute(value, context): Promise<ActionResult> {
    const result = await context.commands.run({
      argv: argvOf(value),
      cwd: logicalPath(value["working-directory"]),
      env: context.env,
      runId: context.runId,
      stdin: value.stdin ?? null,
      writable: context.writable,
      network: context.network,
      signal: context.signal,
    });
    const printed = await keepPrinted(value, result, context);
    const ended = {
      ...(result.exitCode === null ? {} : { exitCode: result.exitCode }),
      outputs: printed.outputs,
      artifacts: [],
      volatile: {
        ...printed.volatile,
        ...(result.truncated ? { truncated: true } : {}),
        // Which files are ignored differs from clone to clone, so it is no part of the record.
        ...(result.exitCode !== 0 && result.hidden ? { hidden: result.hidden.slice(0, MOST_HIDDEN) } : {}),
      },
    };
    const failed = (code: FaultCode, message: string): ActionResult => ({
      ...ended,
      status: "failed",
      failure: { code, message },
    });

    if (printed.problem?.code === SECRET_FROM_ENVIRONMENT)
      return failed(SECRET_FROM_ENVIRONMENT, printed.problem.message);
    if (result.timedOut)
      return {
        ...ended,
        status: "timed-out",
        failure: { code: "timed-out", message: "the command took longer than the step may" },
      };
    if (context.signal.aborted)
      return {
        ...ended,
        status: "cancelled",
        failure: { code: "cancelled", message: "the command was ended with the run" },
      };
    if (result.limit !== null) {
      // Where exactly it was ended is chance: neither how nor what it had printed until then.
      const { exitCode: _, ...rest } = failed(...beyond(result.limit));
      return { ...rest, outputs: {} };
    }
    const captured = await captureOutputs(declaredOutputs(value), !value.deterministic, context);
    if (captured.problem?.code === SECRET_FROM_ENVIRONMENT)
      return failed(captured.problem.code, captured.problem.message);
    // What a failing test run reports is the evidence of its failure: the files that are there are kept.
    if (result.exitCode !== 0) {
      const message = `expected the command to exit with 0, it exited with ${result.exitCode}`;
      return { ...failed("exit-code", message), artifacts: captured.artifacts };
    }
    if (printed.problem !== null) return failed(printed.problem.code, printed.problem.message);
    if (value.deterministic && result.truncated)
      return failed("output-too-large", "expected a deterministic command to print less than the cap, it printed more");

    if (captured.problem !== null) return failed(captured.problem.code, captured.problem.message);
    return { ...ended, status: "succeeded", artifacts: captured.artifacts };
  },
};
