import { escapeHtml } from "../../text/escape.ts";
import { formatCount } from "../../text/format.ts";

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
