import { eastAsianWidth } from "get-east-asian-width";
import { harmless } from "./harmless.ts";
import { plain, type Text } from "./text.ts";

const ASCII = /^[\x20-\x7e]*$/;

/** Text in which one code point may not be one cluster: marks, joiners, emoji, flags, conjoining Hangul. */
const CLUSTERED = /[\p{M}\p{Cf}\p{Emoji_Presentation}\p{Regional_Indicator}\u1100-\u11ff]/u;

let segmenter: Intl.Segmenter | undefined;

/** Setting the segmenter up costs more than the rest of a short command, so it is done for text that needs it. */
function clustersOf(text: string): Iterable<string> {
  if (!CLUSTERED.test(text)) return text;
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many columns a text takes on a terminal. */
export function width(text: Text): number {
  const shown = harmless(plain(text));
  if (ASCII.test(shown)) return shown.length;
  let columns = 0;
  for (const cluster of clustersOf(shown)) columns += clusterWidth(cluster);
  return columns;
}

/** Cuts a text to a number of columns; what is cut ends in `…`. Styles are lost where something is cut. */
export function truncate(text: string, columns: number): string {
  const shown = harmless(text).replaceAll("\n", " ");
  if (width(shown) <= columns) return shown;
  let kept = "";
  let used = 0;
  for (const cluster of clustersOf(shown)) {
    const next = clusterWidth(cluster);
    if (used + next > columns - 1) break;
    kept += cluster;
    used += next;
  }
  return columns < 1 ? "" : `${kept}…`;
}

const EMOJI = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\ufe0f|\u200d\p{Extended_Pictographic}/u;
const HANGUL = /^[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb]/;
/** What takes no column of its own: marks that are above, below or around another character, and what is not shown at all. */
const UNSEEN = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]$/u;
/** Signs that join what follows them and yet are seen, such as U+0600 ARABIC NUMBER SIGN; a wide character takes them into its cell. */
const PREPENDED = /^[\u0600-\u0605\u06dd\u0890\u0891\u08e2\u{110bd}\u{110cd}]+/u;

/**
 * The rules of `string-width`, which the test holds this to. That package itself sets a segmenter up as it is loaded and compiles the
 * pattern of all emoji sequences, together longer than a short command takes; its table of widths is used as it is.
 */
function clusterWidth(cluster: string): number {
  const [signs] = PREPENDED.exec(cluster) ?? [];
  if (signs !== undefined) {
    const rest = clusterWidth(cluster.slice(signs.length));
    return rest > 1 ? rest : [...signs].length + rest;
  }
  if (EMOJI.test(cluster)) return 2;
  if (HANGUL.test(cluster)) return columnsOf(cluster);
  let columns = 0;
  for (const character of cluster) columns += UNSEEN.test(character) ? 0 : columnsOf(character);
  return columns;
}

function columnsOf(character: string): number {
  return eastAsianWidth(character.codePointAt(0) as number);
}
