import { bold, dim, plain, type Text } from "./text.ts";
import { truncate, width } from "./width.ts";

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Gives way first when the table is wider than the terminal. */
  readonly flexible?: boolean;
  /** How narrow a flexible column may get before optional ones are left out instead. */
  readonly narrowest?: number;
  /** Left out, the last one first, where even narrow columns do not fit. */
  readonly optional?: boolean;
}

const GAP = 2;
const NARROWEST = 8;

/** Rows in aligned columns, each line ended. Cells are one line; wide characters count two columns. */
export function table(columns: readonly Column[], rows: readonly (readonly Text[])[], available: number): Text {
  const widths = columns.map((column, index) =>
    Math.max(width(column.title), ...rows.map((row) => width(oneLine(row[index] ?? "")))),
  );
  if (shrink(widths, columns, available) > 0) {
    const dropped = columns.findLastIndex(({ optional }) => optional);
    const without = <T>(items: readonly T[]) => items.filter((_, index) => index !== dropped);
    if (dropped !== -1) return table(without(columns), rows.map(without), available);
    shrink(
      widths,
      columns.map(({ narrowest: _, ...column }) => column),
      available,
    );
  }
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

/** Makes flexible columns narrower, and says by how many columns the table is still too wide. */
function shrink(widths: number[], columns: readonly Column[], available: number): number {
  let over = widths.reduce((sum, each) => sum + each, 0) + GAP * (widths.length - 1) - available;
  for (const [index, column] of columns.entries()) {
    if (!column.flexible || over <= 0) continue;
    const given = Math.min(over, Math.max(0, (widths[index] as number) - (column.narrowest ?? NARROWEST)));
    widths[index] = (widths[index] as number) - given;
    over -= given;
  }
  return over;
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
