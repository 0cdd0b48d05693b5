import type { Diagnostic } from "@sdetkit/core";
import type { Console } from "../terminal/console.ts";
import { harmless } from "../terminal/harmless.ts";

/**
 * In GitHub Actions, marks each diagnostic at its line. Workflow commands are read from standard error as well, so that
 * standard output stays what it is.
 */
export function annotate(diagnostics: readonly Diagnostic[], console: Console): void {
  if (console.env["GITHUB_ACTIONS"] !== "true") return;
  for (const { severity, file, place, message, hint, code } of diagnostics) {
    // What was typed or piped in is no file that could be shown.
    const where = file.startsWith("<") ? "" : `file=${property(file)},line=${place.line},col=${place.column},`;
    const at = `${where}title=${property(code)}`;
    console.stderr.write(`::${severity} ${at}::${data(`${message} (${hint})`)}\n`);
  }
}

/** One annotation without a place. */
export function annotateProblem(level: "error" | "warning", title: string, message: string, console: Console): void {
  if (console.env["GITHUB_ACTIONS"] !== "true") return;
  console.stderr.write(`::${level} title=${property(title)}::${data(message)}\n`);
}

/** A workflow command that marks a place; what of it is null is not known. */
export function annotation(
  level: "error" | "warning" | "notice",
  properties: { readonly [name: string]: string | number | null },
  message: string,
): string {
  const given = Object.entries(properties).filter(([, value]) => value !== null);
  return `::${level} ${given.map(([name, value]) => `${name}=${property(String(value))}`).join(",")}::${data(message)}\n`;
}

/** The escapes that the runner undoes: without them a message could hold a command of its own. */
function data(text: string): string {
  return harmless(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
