import { escapeHtml } from "../../text/escape.ts";

/** A column: its head, how its cells look, and, for the one the rows come sorted by, in which direction. */
export interface Column {
  readonly head: string;
  readonly kind: "text" | "number" | "nowrap";
  readonly sorted?: "ascending" | "descending";
}

/** A cell's markup (already escaped), and the value it sorts by where that is not its text. */
export interface Cell {
  readonly html: string;
  readonly sort?: string | number;
}

/** A table that is complete and sorted as it is; its first column names the row. `id` is a constant of the page. */
export function htmlTable(table: {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}): string {
  const heads = table.columns.map((column) => {
    const sorted = column.sorted ? ` aria-sort="${column.sorted}"` : "";
    const first = column.kind === "number" ? ' data-first="descending"' : "";
    return `<th scope="col" class="${column.kind}"${sorted}${first}>${escapeHtml(column.head)}</th>`;
  });
  const rows = table.rows.map(
    (cells) => `<tr>${cells.map((cell, index) => td(cell, index, table.columns[index]!)).join("")}</tr>`,
  );
  return [
    `<div class="scroll" role="region" aria-labelledby="${table.id}-caption" tabindex="0">`,
    `<table class="sortable" id="${table.id}">`,
    `<caption id="${table.id}-caption"><span>${escapeHtml(table.caption)}</span></caption>`,
    `<thead><tr>${heads.join("")}</tr></thead>`,
    `<tbody>\n${rows.join("\n")}\n</tbody>`,
    "</table></div>",
  ].join("\n");
}

function td(cell: Cell, index: number, column: Column): string {
  const sort = cell.sort === undefined ? "" : ` data-sort="${escapeHtml(String(cell.sort))}"`;
  const [open, close] = index === 0 ? ['th scope="row"', "th"] : ["td", "td"];
  return `<${open} class="${column.kind}"${sort}>${cell.html}</${close}>`;
}
