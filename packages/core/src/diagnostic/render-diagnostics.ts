import { escapeControl } from "../text/escape.ts";
import type { Diagnostic, Place } from "./diagnostic.ts";
import { LineIndex } from "./line-index.ts";

const WIDTH = 100;
const TAB = "  ";

/** A part of what is shown: plain, or with the one style it should have where styles can be shown. */
export type DiagnosticPart =
  | string
  | { readonly style: "red" | "yellow" | "cyan" | "dim" | "bold"; readonly text: string };

/**
 * Diagnostics as people read them: each with `file:line:column`, the line of code, carets under the place, and the hint;
 * where there are several, a line with the counts. `sources`: texts by file name; without one the code is left out. The
 * parts follow each other without anything between; none holds a control character but line feeds of its own, whatever is
 * in the source. Ends with a line feed; empty for no diagnostics.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): readonly DiagnosticPart[] {
  const indexes = new Map<string, LineIndex>();
  const lineOf = ({ file, place }: Diagnostic): string | null => {
    const text = sources.get(file);
    if (text === undefined) return null;
    let index = indexes.get(file);
    if (!index) {
      index = new LineIndex(text);
      indexes.set(file, index);
    }
    return place.line >= 1 && place.line <= index.count ? index.line(place.line) : null;
  };
  const parts = diagnostics.flatMap((diagnostic) => [...renderOne(diagnostic, lineOf(diagnostic)), "\n"]);
  return diagnostics.length < 2 ? parts : [...parts, ...summary(diagnostics), "\n"];
}

function renderOne(diagnostic: Diagnostic, line: string | null): DiagnosticPart[] {
  const { severity, code, file, place, message, hint } = diagnostic;
  const style = severity === "error" ? "red" : "yellow";
  const gutter = String(place.line);
  const blank = " ".repeat(gutter.length);
  return [
    { style: "cyan", text: `${escapeControl(file)}:${gutter}:${place.column}` },
    "  ",
    { style, text: severity },
    ` ${escapeControl(message)}`,
    { style: "dim", text: `  ${code}` },
    "\n",
    ...(line === null ? [] : codeOf(line, place, style, gutter)),
    ...(hint === "" ? [] : [`  ${blank} `, { style: "dim", text: "=" } as const, ` ${escapeControl(hint)}\n`]),
  ];
}

function codeOf(line: string, { column, length }: Place, style: "red" | "yellow", gutter: string): DiagnosticPart[] {
  const { code, before, width } = excerpt(line, column - 1, length);
  return [
    "  ",
    { style: "dim", text: `${gutter} │` },
    ` ${code}\n  `,
    { style: "dim", text: `${" ".repeat(gutter.length)} │` },
    ` ${" ".repeat(before)}`,
    { style, text: "^".repeat(width) },
    "\n",
  ];
}

/** The part of a line around a place, harmless to print, with the carets' offset and width in columns of that text. */
function excerpt(line: string, from: number, length: number): { code: string; before: number; width: number } {
  const start = Math.max(0, Math.min(from, line.length));
  const end = Math.max(start, Math.min(start + length, line.length));
  // A wide line is cut around the place, before anything is made of the rest: it may be megabytes long.
  const cutStart = line.length > WIDTH && start > WIDTH / 2 ? whole(line, start - WIDTH / 4) : 0;
  const cutEnd = whole(line, Math.min(line.length, cutStart + WIDTH));
  const left = cutStart > 0 ? "… " : "";
  const right = cutEnd < line.length ? " …" : "";
  const before = left + printable(line.slice(cutStart, start));
  const marked = printable(line.slice(start, Math.min(end, cutEnd)));
  const after = printable(line.slice(Math.min(end, cutEnd), cutEnd));
  return { code: `${before}${marked}${after}${right}`, before: columns(before), width: Math.max(1, columns(marked)) };
}

/** An offset that does not split a surrogate pair. */
function whole(line: string, at: number): number {
  const offset = Math.floor(at);
  const low = line.charCodeAt(offset);
  return offset > 0 && low >= 0xdc00 && low <= 0xdfff ? offset - 1 : offset;
}

function printable(text: string): string {
  return escapeControl(text.replaceAll("\t", TAB).toWellFormed());
}

// East Asian wide characters and emoji take two columns in a terminal, combining marks none.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NONE = /\p{Mn}|\p{Me}|\ufe0f/u;

function columns(text: string): number {
  let count = 0;
  for (const character of text) count += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return count;
}

function summary(diagnostics: readonly Diagnostic[]): DiagnosticPart[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const files = new Set(diagnostics.map(({ file }) => file)).size;
  return [
    ...(errors > 0 ? [{ style: "red", text: counted(errors, "error") } as const] : []),
    errors > 0 && warnings > 0 ? ", " : "",
    ...(warnings > 0 ? [{ style: "yellow", text: counted(warnings, "warning") } as const] : []),
    ` in ${counted(files, "file")}`,
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
