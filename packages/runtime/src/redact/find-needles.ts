import type { Span } from "./spans.ts";

const BLOCK = 3;
const TABLE = 1 << 16;

function hashAt(text: string, end: number): number {
  return (text.charCodeAt(end) ^ (text.charCodeAt(end - 1) << 5) ^ (text.charCodeAt(end - 2) << 10)) & (TABLE - 1);
}

/**
 * Prepares a search for many fixed texts at once (Wu and Manber 1994: a table over blocks of three characters says how far
 * the search may jump), and returns the search. Its cost hardly depends on how many needles there are. Spans come merged and in order.
 *
 * @param needles texts of at least three characters.
 */
export function needleFinder(needles: readonly string[]): (text: string) => Span[] {
  if (needles.length === 0) return () => [];
  const shortest = Math.min(...needles.map((needle) => needle.length));
  const jumps = new Uint16Array(TABLE).fill(Math.min(shortest - BLOCK + 1, 0xffff));
  const buckets = new Map<number, string[]>();
  for (const needle of new Set(needles)) {
    for (let end = BLOCK - 1; end < shortest; end++) {
      const block = hashAt(needle, end);
      jumps[block] = Math.min(jumps[block] as number, shortest - 1 - end);
      if (end === shortest - 1) buckets.set(block, [...(buckets.get(block) ?? []), needle]);
    }
  }

  return (text) => {
    const spans: { from: number; to: number }[] = [];
    for (let end = shortest - 1; end < text.length; ) {
      const block = hashAt(text, end);
      const jump = jumps[block] as number;
      if (jump > 0) {
        end += jump;
        continue;
      }
      const from = end - shortest + 1;
      for (const needle of buckets.get(block) ?? []) {
        if (!text.startsWith(needle, from)) continue;
        const last = spans.at(-1);
        const to = from + needle.length;
        if (last && from < last.to) last.to = Math.max(last.to, to);
        else spans.push({ from, to });
      }
      end++;
    }
    return spans;
  };
}
