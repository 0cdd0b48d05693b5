import { bold, dim, plain, type Text } from "./text.ts";
import { truncate, width } from "./width.ts";

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Gives way first when the table is wider than the terminal. */
  readonly flexible?: boolean;
}

const GAP = 2;
const NARROWEST = 8;

/** Rows in aligned columns, each line ended. Cells are one line; wide characters count two columns. */
export function table(columns: readonly Column[], rows: readonly (readonly Text[])[], available: number): Text {
  const widths = columns.map((column, index) =>
    Math.max(width(column.title), ...rows.map((row) => width(oneLine(row[index] ?? "")))),
  );
  shrink(widths, columns, available);
  const head = columns.map((column) => dim(column.title));
  return [head, ...rows].map((row) => [columns.map((column, index) => cell(row, column, index, widths)), "\n"]);
}

function cell(row: readonly Text[], column: Column, index: number, widths: readonly number[]): Text {
  const wanted = widths[index] as number;
  const content = oneLine(row[index] ?? "");
  const taken = width(content);
  const fitting: Text = taken <= wanted ? content : truncate(plain(content), wanted);
  const pad = " ".repeat(Math.max(0, wanted - width(fitting)));
  const last = index === widths.length - 1;
  if (column.align === "right") return [pad, fitting, last ? "" : " ".repeat(GAP)];
  return [fitting, last ? "" : [pad, " ".repeat(GAP)]];
}

function shrink(widths: number[], columns: readonly Column[], available: number): void {
  let over = widths.reduce((sum, each) => sum + each, 0) + GAP * (widths.length - 1) - available;
  for (const [index, column] of columns.entries()) {
    if (!column.flexible || over <= 0) continue;
    const given = Math.min(over, Math.max(0, (widths[index] as number) - NARROWEST));
    widths[index] = (widths[index] as number) - given;
    over -= given;
  }
}

function oneLine(text: Text): Text {
  if (typeof text === "string") return text.replace(/\s*\n\s*/g, " ");
  return "style" in text ? { style: text.style, text: oneLine(text.text) } : text.map(oneLine);
}

/** Names and values below each other, values aligned. */
export function pairs(entries: readonly (readonly [name: string, value: Text])[], indent = 2): Text {
  const widest = Math.max(0, ...entries.map(([name]) => width(name)));
  return entries.map(([name, value]) => [
    " ".repeat(indent),
    dim(name),
    " ".repeat(widest - width(name) + GAP),
    value,
    "\n",
  ]);
}

/** A heading and an empty line before it. */
export function heading(title: string): Text {
  return ["\n", bold(title), "\n"];
}
