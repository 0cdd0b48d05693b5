import { formatCount, type Json, type JsonObject, shorten } from "@sdetkit/core";
import { pairs } from "../terminal/table.ts";
import { cyan, dim, type Text } from "../terminal/text.ts";

/** Code units of a value, and lines of a text, for somebody at a terminal. */
const LONGEST = 100;
const MOST_LINES = 200;

/**
 * Outputs below each other, each value on one line; then those that are text of several lines, as it is. Empty where there are none.
 *
 * @param cut whether what is long is cut.
 */
export function outputsText(outputs: JsonObject, cut: boolean): Text {
  const entries = Object.entries(outputs);
  return [
    pairs(entries.flatMap(([name, value]) => (linesOf(value) ? [] : [[name, cyan(valueText(value, cut))]]))),
    entries.map(([name, value]) => blockText(name, linesOf(value) ?? [], cut)),
  ];
}

/** The lines of a text that has several. */
function linesOf(value: Json): string[] | null {
  if (typeof value !== "string") return null;
  const lines = value.replace(/\r?\n$/, "").split(/\r?\n/);
  return lines.length > 1 ? lines : null;
}

function valueText(value: Json, cut: boolean): string {
  const bare = typeof value === "string" ? value.replace(/\r?\n$/, "") : value;
  const text = typeof bare === "string" && !/["\s]/.test(bare) && bare !== "" ? bare : JSON.stringify(bare);
  return cut ? shorten(text, LONGEST) : text;
}

function blockText(name: string, lines: readonly string[], cut: boolean): Text {
  if (lines.length === 0) return "";
  const shown = cut ? lines.slice(0, MOST_LINES) : lines;
  const more = lines.length - shown.length;
  return [
    ["  ", dim(name), "\n"],
    shown.map((line): Text => ["  ", dim("│ "), line, "\n"]),
    more === 0 ? "" : ["  ", dim(`and ${formatCount(more)} more lines: --json has them all`), "\n"],
  ];
}
