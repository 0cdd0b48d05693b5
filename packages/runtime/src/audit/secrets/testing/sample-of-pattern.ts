import { type PatternNode, readPattern } from "@sdetkit/core";

/** What a pattern may be made of: printable ASCII. */
const ALPHABET = Array.from({ length: 95 }, (_, index) => index + 32);
/** A repetition without an end is that much longer than it has to be, at most. */
const ROOM = 8;

/** The same numbers in [0, 1) for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A text that a pattern matches, chosen by chance. */
export function sampleOfPattern(pattern: string, random: () => number): string {
  return sampleOf(readPattern(pattern), random);
}

function sampleOf(node: PatternNode, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  switch (node.kind) {
    case "one":
      return String.fromCharCode(pick(ALPHABET.filter((code) => node.matches(code))));
    case "all":
      return node.nodes.map((part) => sampleOf(part, random)).join("");
    case "any":
      return sampleOf(pick(node.nodes), random);
    case "repeat": {
      const times = node.min + Math.floor(random() * (Math.min(node.max - node.min, ROOM) + 1));
      return Array.from({ length: times }, () => sampleOf(node.node, random)).join("");
    }
    default:
      return "";
  }
}
