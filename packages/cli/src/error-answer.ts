import { readFileSync } from "node:fs";
import { type Diagnostic, ExitCode, Fault } from "@sdetkit/core";
import type { Answer } from "./command.ts";
import { diagnosticsText } from "./screens/diagnostics-text.ts";
import { bold, dim, red, type Text } from "./terminal/text.ts";

/** What an error that ended a command looks like: for programs, for people, and as an exit code. */
export function answerOfError(error: unknown, verbose: boolean): Answer {
  if (error instanceof Fault) {
    const remedy = error.remedy ?? null;
    const { diagnostics } = error;
    const places = diagnostics.length === 0 ? "" : ["\n", diagnosticsText(diagnostics, sourcesOf(diagnostics))];
    const text: Text = [
      errorLine(error.message),
      places,
      remedy === null ? "" : remedyLine(remedy),
      causeOf(error, verbose),
    ];
    const problem = { code: error.code, message: error.message, remedy };
    return {
      exit: error.exit,
      json: { error: diagnostics.length === 0 ? problem : { ...problem, diagnostics } },
      text,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  const remedy = "this is a defect of sdetkit: run again with --verbose and report what it says";
  const text: Text = [errorLine(`unexpected: ${message}`), remedyLine(remedy), causeOf(error, verbose)];
  return { exit: ExitCode.failed, json: { error: { code: "internal", message, remedy } }, text };
}

/** The files that diagnostics point into, as far as they can be read, to show the line. */
function sourcesOf(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const file of new Set(diagnostics.map((each) => each.file))) {
    try {
      sources.set(file, readFileSync(file, "utf8"));
    } catch {
      // Standard input, or gone since: the place alone has to do.
    }
  }
  return sources;
}

/** `error: …` on a line of its own. */
export function errorLine(message: Text): Text {
  return [bold(red("error")), ": ", message, "\n"];
}

/** What the reader can do about it, below the error. */
function remedyLine(remedy: Text): Text {
  return ["  ", dim("→"), " ", remedy, "\n"];
}

function causeOf(error: unknown, verbose: boolean): Text {
  if (!verbose || !(error instanceof Error)) return "";
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack ?? error.cause.message}` : "";
  return dim(`${error.stack ?? ""}${cause}\n`);
}
