import { excerpt } from "./excerpt.ts";

const MAX_WORD = 64;

/**
 * The candidate a misspelt word most likely means, or null. `max` is the greatest edit distance that still counts
 * (default: a third of the word, at least 1). Letter case costs nothing; ties go to the candidate that comes first.
 */
export function nearest(word: string, candidates: Iterable<string>, max?: number): string | null {
  if (word.length === 0 || word.length > MAX_WORD) return null;
  const limit = max ?? Math.max(1, Math.floor(word.length / 3));
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate.length > MAX_WORD || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** How many single-character insertions, deletions, substitutions and swaps of neighbours turn one text into the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1] && !same;
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}

const SHOWN = 200;

/** What to write instead of a name that is not known: the one that was most likely meant, else all there are, else `otherwise`. */
export function nameHint(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known);
  if (near !== null) return `did you mean \`${near}\`?`;
  return known.length > 0 ? `choose one of ${excerpt(known.join(", "), SHOWN)}` : otherwise;
}
