import { isAbsolute } from "node:path";
import { type Diagnostic, type Fault, renderDiagnostics } from "@sdetkit/core";
import { annotate } from "../github/annotate.ts";
import type { Console } from "../terminal/console.ts";
import type { Text } from "../terminal/text.ts";
import { readSources } from "./read-sources.ts";
import { shownPath } from "./shown-path.ts";

/** What is wrong in the files that a fault is about: files named as the person can open them, and the lines shown. */
export async function faultDiagnostics(
  fault: Fault,
  console: Console,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly text: Text }> {
  const diagnostics = fault.diagnostics.map((each) =>
    isAbsolute(each.file) ? { ...each, file: shownPath(console.cwd, each.file, console.cwd) } : each,
  );
  annotate(diagnostics, console);
  // A server's refusal names files of the server: one of the same name here is another one.
  const sources = "problem" in fault ? new Map() : await readSources(diagnostics, console.cwd);
  return { diagnostics, text: renderDiagnostics(diagnostics, sources) };
}
