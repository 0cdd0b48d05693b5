import type { Diagnostic } from "@sdetkit/core";
import { bold, cyan, dim, red, type Text, yellow } from "../terminal/text.ts";
import { width } from "../terminal/width.ts";

const WIDEST_LINE = 160;

/** Diagnostics as people read them: file and place, what is wrong, the line with a caret below it, and a hint. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>): Text {
  return diagnostics.map((diagnostic) => [oneText(diagnostic, sources.get(diagnostic.file)), "\n"]);
}

function oneText({ code, severity, file, place, message, hint }: Diagnostic, source: string | undefined): Text {
  const kind = severity === "error" ? bold(red("error")) : bold(yellow("warning"));
  const gutter = " ".repeat(String(place.line).length);
  return [
    [cyan(`${file}:${place.line}:${place.column}`), "  ", kind, " ", message, dim(`  ${code}`), "\n"],
    source === undefined ? "" : excerpt(source, place, gutter, severity),
    hint === "" ? "" : [`  ${gutter} `, dim("= "), hint, "\n"],
  ];
}

function excerpt(
  source: string,
  { line, column, length }: Diagnostic["place"],
  gutter: string,
  severity: Diagnostic["severity"],
): Text {
  const whole = source.split(/\r\n|\r|\n/)[line - 1];
  if (whole === undefined) return "";
  // Of a very long line, the part around the place is shown.
  const from = column - 1 > WIDEST_LINE / 2 ? column - 1 - Math.floor(WIDEST_LINE / 2) : 0;
  const shown = whole.slice(from, from + WIDEST_LINE);
  const before = " ".repeat(width(whole.slice(from, column - 1)));
  const marked = whole.slice(column - 1, Math.min(column - 1 + Math.max(1, length), from + WIDEST_LINE));
  const caret = "^".repeat(Math.max(1, width(marked)));
  return [
    ["  ", dim(`${line} │ `), from > 0 ? "…" : "", shown, "\n"],
    [`  ${gutter} `, dim("│ "), from > 0 ? " " : "", before, severity === "error" ? red(caret) : yellow(caret), "\n"],
  ];
}
