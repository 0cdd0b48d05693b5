/**
 * Control characters (C0, DEL, C1), bidirectional marks, overrides and isolates, line and paragraph separators, and the
 * invisible characters that can make two different words look the same. Newline and tab stay.
 */
const STEERING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** Zero-width joiners are kept where they join pictographs, as in family emoji. */
const JOINED = /(?<=\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]|\ufe0f)\u200d(?=\p{Extended_Pictographic})/gu;

/** Writes whatever could steer a terminal or reorder text as a visible escape such as `\u202e`; tabs become two spaces. */
export function harmless(text: string): string {
  if (/^[\n\x20-\x7e]*$/.test(text)) return text;
  const joins = new Set(Array.from(text.matchAll(JOINED), (match) => match.index));
  return text
    .replaceAll("\r\n", "\n")
    .replace(STEERING, (character, index: number) => (joins.has(index) ? character : visible(character)))
    .replaceAll("\t", "  ");
}

function visible(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
