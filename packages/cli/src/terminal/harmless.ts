import { HIDDEN_CHARACTERS } from "@sdetkit/core";

/** Zero-width joiners are kept where they join pictographs, as in family emoji. */
const JOINED = /(?<=\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]|\ufe0f)\u200d(?=\p{Extended_Pictographic})/gu;

/** Writes every hidden character as a visible escape such as `\u202e`; newlines stay, tabs become two spaces. */
export function harmless(text: string): string {
  if (/^[\n\x20-\x7e]*$/.test(text)) return text;
  const lines = text.replaceAll("\r\n", "\n");
  const joins = new Set(Array.from(lines.matchAll(JOINED), (match) => match.index));
  const stays = (character: string, index: number) => character === "\n" || character === "\t" || joins.has(index);
  return lines
    .replace(HIDDEN_CHARACTERS, (character, index: number) =>
      stays(character, index) ? character : visible(character),
    )
    .replaceAll("\t", "  ");
}

function visible(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
