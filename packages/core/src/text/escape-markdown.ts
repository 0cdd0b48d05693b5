import { escapeControl } from "./escape-control.ts";

const PLAIN = /^[A-Za-z0-9](?:[A-Za-z0-9 _/-]|[.:](?=[A-Za-z0-9_-]))*$/;
const LINKED = /www\.|:\/\//i;

/**
 * Text as Markdown code that nothing in it can end: not a backtick, a table's pipe, a link, HTML, a mention or a line break.
 * Ordinary names become a code span; anything else `<code>` with each punctuation mark as a character reference,
 * which Markdown never takes for structure (CommonMark 0.31.2, section 2.5).
 */
export function escapeMarkdown(text: string): string {
  const visible = escapeControl(text);
  if (PLAIN.test(visible) && !visible.endsWith(" ") && !LINKED.test(visible)) return `\`${visible}\``;
  return `<code>${visible.replace(/[^A-Za-z0-9 \u0080-\u{10ffff}]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`;
}
