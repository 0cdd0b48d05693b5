import { escapeControl } from "../text/escape-control.ts";
import { LineIndex } from "../text/line-index.ts";
import type { Diagnostic } from "./diagnostic.ts";

const WIDTH = 100;
const TAB = "  ";

interface Paint {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

/**
 * Diagnostics for a terminal: each with `file:line:column`, the line of code, a squiggle under the place, and the hint; then
 * a line with the counts. `sources`: texts by file name; without one the code is left out. Nothing from a source reaches the
 * terminal as a control character. Ends with a line feed; empty for no diagnostics.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: { readonly color: boolean },
): string {
  if (diagnostics.length === 0) return "";
  const paint = palette(options.color);
  const indexes = new Map<string, LineIndex>();
  const lineOf = ({ file, place }: Diagnostic): string | null => {
    const text = sources.get(file);
    if (text === undefined) return null;
    let index = indexes.get(file);
    if (!index) {
      index = new LineIndex(text);
      indexes.set(file, index);
    }
    return place.line <= index.count ? index.line(place.line) : null;
  };
  const blocks = diagnostics.map((diagnostic) => renderOne(diagnostic, lineOf(diagnostic), paint));
  return `${blocks.join("\n")}\n${summary(diagnostics, paint)}\n`;
}

function renderOne(diagnostic: Diagnostic, line: string | null, paint: Paint): string {
  const { severity, code, file, place, message, hint } = diagnostic;
  const mark = severity === "error" ? paint.red : paint.yellow;
  const where = `${escapeControl(file)}:${place.line}:${place.column}`;
  const lines = [
    `${paint.cyan(where)} ${mark(severity)} ${paint.bold(escapeControl(message))} ${paint.dim(`[${code}]`)}`,
  ];
  if (line !== null) {
    const gutter = String(place.line);
    const { code: shown, before, width } = excerpt(line, place.column - 1, place.length);
    lines.push(`  ${paint.dim(`${gutter} │`)} ${shown}`);
    lines.push(`  ${paint.dim(`${" ".repeat(gutter.length)} │`)} ${" ".repeat(before)}${mark(squiggle(width))}`);
  }
  lines.push(`  ${paint.dim("hint:")} ${escapeControl(hint)}`, "");
  return lines.join("\n");
}

function squiggle(width: number): string {
  return width <= 1 ? "^" : "~".repeat(width);
}

/** The part of a line around a place, harmless to print, with the squiggle's offset and width in columns of that text. */
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

function summary(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const files = new Set(diagnostics.map(({ file }) => file)).size;
  const parts = [
    ...(errors > 0 ? [paint.red(counted(errors, "error"))] : []),
    ...(warnings > 0 ? [paint.yellow(counted(warnings, "warning"))] : []),
  ];
  return `${parts.join(", ")} in ${counted(files, "file")}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function palette(color: boolean): Paint {
  const code = (open: number, close: number) => (text: string) =>
    color ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { red: code(31, 39), yellow: code(33, 39), cyan: code(36, 39), dim: code(2, 22), bold: code(1, 22) };
}
