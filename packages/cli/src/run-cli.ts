import { resolve } from "node:path";
import type { Command, CommanderError } from "@commander-js/extra-typings";
import { ExitCode, Fault, type FaultCode, nearest } from "@sdetkit/core";
import { type Answer, asked, type CommandDefinition, type Installation, type Invocation } from "./command/command.ts";
import { expandCommandLine } from "./command/expand-command-line.ts";
import { joinApprove } from "./options/run-options.ts";
import { buildProgram, type GlobalOptions } from "./program.ts";
import { type Console, print, printError, printJson, type Sink, wantsColor } from "./terminal/console.ts";
import { fromAnsi } from "./terminal/from-ansi.ts";
import { answerOfError } from "./views/error-answer.ts";

/** Parses a command line, runs the command, prints its answer, and says how to exit. Throws only for bugs in itself. */
export async function runCli(
  line: readonly string[],
  console: Console,
  registry: readonly CommandDefinition[],
  installation: Installation,
): Promise<ExitCode> {
  const argv = expandCommandLine(line, registry);
  const json = asksForJson(argv, console);
  const captured = { out: "", error: "" };
  let answer: Answer | undefined;
  const program = buildProgram(
    neededFor(argv, registry),
    installation.version,
    {
      out: (text) => {
        captured.out += text;
      },
      error: (text) => {
        captured.error += text;
      },
      color: !json && wantsColor(console, console.stdout),
      columns: Math.min(console.stdout.columns(), 100),
    },
    async (definition, args, options) => {
      const invocation = invocationOf({ program, registry, installation }, console, json);
      answer = await definition.run(args as never[], options as never, invocation);
    },
  );
  try {
    await parse(argv, program, async () => {
      const invocation = invocationOf({ program, registry, installation }, console, json);
      answer = await (await import("./views/first-steps.ts")).firstSteps(invocation);
    });
  } catch (error) {
    answer = isParserEnd(error)
      ? await answerOfParsing(error, captured, { console, called: calledBy(argv, registry) })
      : await answerOfError(error, argv.includes("--verbose"), console);
  }
  if (answer === undefined) return ExitCode.done;
  const failed = "error" in answer.json;
  if (json) printJson(console, console.stdout, JSON.stringify(answer.json));
  else if (failed) printError(console, answer.text);
  else if (answer.raw !== undefined) return (await writeAll(answer.raw, argv, console)) ?? answer.exit;
  else if (isQuiet(argv, console) && answer.exit === ExitCode.done) print(console, answer.result ?? "");
  else print(console, answer.text);
  return answer.exit;
}

/** Parses and runs; a line that holds nothing but global options asks for what to do first. */
async function parse(argv: readonly string[], program: Command, onNothing: () => Promise<void>): Promise<void> {
  try {
    await program.parseAsync(joinApprove(argv), { from: "user" });
  } catch (error) {
    if (!isParserEnd(error) || error.code !== "commander.help" || program.args.length > 0) throw error;
    await onNothing();
  }
}

/**
 * Describing all commands to the parser takes longer than running a short one. When the line begins with the words of a
 * command, that one is enough, with those below it, which its help lists; for other help, mistakes and completions all are needed.
 */
function neededFor(argv: readonly string[], registry: readonly CommandDefinition[]): readonly CommandDefinition[] {
  const called = calledBy(argv, registry);
  return called ? registry.filter(({ path }) => `${path} `.startsWith(`${called.path} `)) : registry;
}

/** The command with whose words the line begins; of several the one with the most words. */
export function calledBy(
  argv: readonly string[],
  registry: readonly CommandDefinition[],
): CommandDefinition | undefined {
  return registry
    .filter(({ path, hidden }) => !hidden && path.split(" ").every((word, at) => argv[at] === word))
    .reduce<CommandDefinition | undefined>(
      (most, each) => (most && most.path.length > each.path.length ? most : each),
      undefined,
    );
}

const BATCH = 64 * 1024;

/** Writes everything; what is read only now may fail only now: then how to exit. */
async function writeAll(
  parts: Iterable<string>,
  argv: readonly string[],
  console: Console,
): Promise<ExitCode | undefined> {
  try {
    await writeBatches(parts, console.stdout);
    return undefined;
  } catch (error) {
    const { exit, text } = await answerOfError(error, argv.includes("--verbose"), console);
    printError(console, text);
    return exit;
  }
}

/** Writes without holding more than a batch, however slow the reader is, and stops when nobody reads any more. */
async function writeBatches(parts: Iterable<string>, sink: Sink): Promise<void> {
  let batch = "";
  for (const part of parts) {
    batch += part;
    if (batch.length < BATCH) continue;
    sink.write(batch);
    batch = "";
    if (!(await sink.drained())) return;
  }
  sink.write(batch);
}

/** Known before parsing, since errors of parsing have to be JSON as well. */
function asksForJson(argv: readonly string[], console: Console): boolean {
  return has(argv, "--json") || isOn(console.env["SDETKIT_JSON"]);
}

function isQuiet(argv: readonly string[], console: Console): boolean {
  return has(argv, "--quiet") || isOn(console.env["SDETKIT_QUIET"]);
}

function has(argv: readonly string[], option: string): boolean {
  const end = argv.indexOf("--");
  return (end === -1 ? argv : argv.slice(0, end)).includes(option);
}

function invocationOf(
  { program, ...parts }: Pick<Invocation, "program" | "registry" | "installation">,
  console: Console,
  json: boolean,
): Invocation {
  const global = program.opts() as GlobalOptions;
  const cwd = resolve(console.cwd, global.C ?? console.env["SDETKIT_DIR"] ?? ".");
  const config = global.config ?? console.env["SDETKIT_CONFIG"];
  return {
    ...parts,
    console,
    cwd,
    folderNamed: global.C !== undefined,
    config: config === undefined || config === "" ? undefined : resolve(console.cwd, config),
    json,
    verbose: global.verbose ?? isOn(console.env["SDETKIT_VERBOSE"]),
    quiet: global.quiet ?? isOn(console.env["SDETKIT_QUIET"]),
    program,
  };
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "no"].includes(value.toLowerCase());
}

function isParserEnd(error: unknown): error is CommanderError {
  return error instanceof Error && error.name === "CommanderError";
}

/** Help and version are answers; everything else that ends parsing is a wrong call. */
async function answerOfParsing(
  error: CommanderError,
  captured: { readonly out: string; readonly error: string },
  { console, called }: { readonly console: Console; readonly called: CommandDefinition | undefined },
): Promise<Answer> {
  if (error.code === "commander.version" || error.code === "commander.helpDisplayed") {
    const key = error.code === "commander.version" ? "version" : "help";
    return { exit: ExitCode.done, json: { [key]: captured.out.trimEnd() }, ...asked(fromAnsi(captured.out)) };
  }
  const [message = "", ...hints] = error.message.replace(/^error: /, "").split("\n");
  if (error.code === "commander.help") {
    const remedy = "call it with --help to see them";
    const problem = {
      code: "usage" satisfies FaultCode,
      message: "expected one of the commands of this group, got none",
      remedy,
    };
    return { exit: ExitCode.usage, json: { error: problem }, text: fromAnsi(captured.error || captured.out) };
  }
  if (message === "unknown option '--server'") {
    const local = new Fault("not-on-a-server", "expected no --server: this command works on this machine only", {
      remedy: "call it without --server; `--help` shows whether a command supports it",
    });
    return await answerOfError(local, false, console);
  }
  const remedy =
    (isFarFetched(message, hints) ? "" : hints.join(" ").replace(/^\(|\)$/g, "")) ||
    `call \`sdetkit ${called ? `${called.path} ` : ""}--help\` to see its arguments and options`;
  return await answerOfError(new Fault("usage", message, { remedy }), false, console);
}

/** Whether the parser's one suggestion for a word is further from it than a slip: `follow` for `foo`. */
function isFarFetched(message: string, hints: readonly string[]): boolean {
  const given = /'-{0,2}([^']+)'/.exec(message)?.[1];
  const meant = /^\(Did you mean -{0,2}(\S+)\?\)$/.exec(hints.join(" "))?.[1];
  return given !== undefined && meant !== undefined && nearest(given, [meant]) === null;
}
