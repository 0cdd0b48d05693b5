import { ExitCode, type Fault, type FaultCode } from "@sdetkit/core";
import type { Answer } from "../command/command.ts";
import type { Console } from "../terminal/console.ts";
import { bold, dim, red, type Text } from "../terminal/text.ts";

/** What an error that ended a command looks like: for programs, for people, and as an exit code. */
export async function answerOfError(error: unknown, verbose: boolean, console: Console): Promise<Answer> {
  if (isFault(error)) {
    const remedy = error.remedy ?? null;
    const problem = { code: error.code, message: error.message, remedy };
    const end: Text = [remedy === null ? "" : remedyLine(remedy), causeOf(error, verbose)];
    if (error.diagnostics.length === 0) {
      return { exit: error.exit, json: { error: problem }, text: [errorLine(error.message), end] };
    }
    // Loaded only here: every other command starts sooner without it.
    const { faultDiagnostics } = await import("./fault-diagnostics.ts");
    const { diagnostics, text } = await faultDiagnostics(error, console);
    return {
      exit: error.exit,
      json: { error: { ...problem, diagnostics } },
      text: [errorLine(error.message), "\n", text, end],
    };
  }
  // SQLite notices only while it reads that a page is not what was written; of a command the history is the only database.
  if ((error as { readonly code?: unknown } | null)?.code === "ERR_SQLITE_ERROR") {
    const { storageFault } = await import("@sdetkit/runtime");
    return await answerOfError(storageFault(error, "reading the history"), verbose, console);
  }
  const refusal = refusalOfSystem(error);
  if (refusal !== null) {
    const text: Text = [errorLine(refusal.message), remedyLine(refusal.remedy), causeOf(error, verbose)];
    return { exit: ExitCode.failed, json: { error: refusal }, text };
  }
  const message = error instanceof Error ? error.message : String(error);
  const remedy = "run again with --verbose and report the output: this is a defect in sdetkit";
  const text: Text = [errorLine(`unexpected: ${message}`), remedyLine(remedy), causeOf(error, verbose)];
  return { exit: ExitCode.failed, json: { error: { code: "internal" satisfies FaultCode, message, remedy } }, text };
}

/** What the machine refuses whatever sdetkit does; null for anything else. */
function refusalOfSystem(
  error: unknown,
): { readonly code: FaultCode; readonly message: string; readonly remedy: string } | null {
  const { code = "", path, message } = (error instanceof Error ? error : {}) as Partial<NodeJS.ErrnoException>;
  const remedy = REFUSALS[code];
  if (remedy === undefined || message === undefined) return null;
  const what = path === undefined ? "permission to do this here" : `access to ${path}`;
  return { code: "permission-denied", message: `expected ${what}, got ${message}`, remedy };
}

const REFUSALS: { readonly [code: string]: string } = {
  EACCES: "run this as the owner of the files, or have the owner give you access",
  EPERM: "run this as the owner of the files, or have the owner give you access",
  EROFS: "the file system is mounted read-only: work in a copy, or mount it for writing",
};

/** By its shape: the server's bundle has a class Fault of its own. */
function isFault(error: unknown): error is Fault {
  if (!(error instanceof Error) || error.name !== "Fault") return false;
  const { code, exit, diagnostics } = error as Partial<Fault>;
  return typeof code === "string" && typeof exit === "number" && Array.isArray(diagnostics);
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
