import { type Column, table } from "../terminal/table.ts";
import { dim, type Text } from "../terminal/text.ts";

/** A column of a list: how it looks, and what is in it. */
export interface ListColumn<T> extends Column {
  of(item: T): Text;
}

/** A list as a table; what to do where it is empty, and that there is more where it was cut. */
export function listView<T>(
  items: readonly T[],
  columns: readonly ListColumn<T>[],
  { width, empty, next, more = false }: { width: number; empty: string; next?: string; more?: boolean },
): Text {
  if (items.length === 0) return [empty, "\n", next === undefined ? "" : ["  ", dim("→ "), next, "\n"]];
  const rows = items.map((item) => columns.map(({ of }) => of(item)));
  return [table(columns, rows, width), more ? ["\n", dim("There are more: --limit 0 lists them all."), "\n"] : ""];
}
