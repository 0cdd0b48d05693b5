import { escapeHtml } from "../../text/escape.ts";
import { formatCount } from "../../text/format.ts";
import { type Cell, type Column, htmlTable } from "./html-table.ts";

/** A part of the page: a heading, one sentence on what it shows, and its content. `id` is a constant of the page. */
export function listSection(part: {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly content: string;
  /** Entries that are not on the page. */
  readonly more: number;
}): string {
  return [
    `<section id="${part.id}" aria-labelledby="${part.id}-heading">`,
    `<div class="heading"><h2 id="${part.id}-heading">${escapeHtml(part.title)}</h2><p>${escapeHtml(part.lead)}</p></div>`,
    part.content,
    part.more > 0 ? `<p class="more">And ${formatCount(part.more)} more.</p>` : "",
    "</section>",
  ].join("\n");
}

/** A part of the page that is one table, or a sentence where the list has no entry. */
export function tableSection<Row>(
  list: { readonly shown: readonly Row[]; readonly more: number },
  part: {
    readonly id: string;
    readonly title: string;
    /** What the page says of an empty list; a constant. */
    readonly empty: string;
    readonly caption: string;
    readonly columns: readonly Column[];
    readonly cells: (row: Row) => readonly Cell[];
  },
): string {
  const { id, title, caption, columns } = part;
  const content =
    list.shown.length === 0
      ? `<p class="none">${part.empty}</p>`
      : htmlTable({ id: `${id}-table`, caption, columns, rows: list.shown.map(part.cells) });
  return listSection({ id, title, lead: "", content, more: list.more });
}
