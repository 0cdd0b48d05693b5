/**
 * Characters that a screen does not show, or that change how their neighbours are read, by their Unicode properties: controls (Cc),
 * format characters (Cf) and whatever else is ignorable by default (zero-width and bidirectional controls, fillers, tags),
 * line and paragraph separators, and lone surrogates. Not in it: the signs that Cf holds and that are drawn (above numbers, in
 * Arabic, Syriac and Kaithi), and the selector of an emoji's form behind the character that it belongs to.
 */
export const HIDDEN_CHARACTERS =
  /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]--[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\ufe0e\ufe0f]]|(?<![\p{Emoji}\u20e3])[\ufe0e\ufe0f]/gv;

/** Makes hidden characters visible by their code point, e.g. `⟨U+202E⟩`, so that what is read is what is there. One line. */
export function escapeControl(text: string): string {
  return text.replace(
    HIDDEN_CHARACTERS,
    (character) => `⟨U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Text for HTML content and for quoted attribute values alike; hidden characters become visible. */
export function escapeHtml(text: string): string {
  return escapeControl(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] as string);
}

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
