import { harmless } from "./harmless.ts";
import { plain, type Text } from "./text.ts";

/** Ranges that terminals show two columns wide (Unicode East Asian Width W and F), as pairs of first and last. */
const WIDE = [
  0x1100, 0x115f, 0x2e80, 0x303e, 0x3041, 0x33ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xa000, 0xa4cf, 0xa960, 0xa97f,
  0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f, 0xff00, 0xff60, 0xffe0, 0xffe6, 0x1b000, 0x1b2ff,
  0x20000, 0x3fffd,
];

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

function clusterWidth(cluster: string): number {
  if (/^[\p{M}\p{Cf}]+$/u.test(cluster)) return 0;
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(cluster)) return 2;
  const code = cluster.codePointAt(0) as number;
  for (let at = 0; at < WIDE.length; at += 2) {
    if (code >= (WIDE[at] as number) && code <= (WIDE[at + 1] as number)) return 2;
  }
  return 1;
}
