/** What the planner knows of a template. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
}

/** An entry and how much of the request it covers, from 0 to 1. */
export interface Match {
  readonly entry: CatalogueEntry;
  readonly score: number;
}

/** The answer to a request in free text. Never a guess: a tie or a weak match is refused, with the nearest entries. */
export type Matched =
  | { readonly kind: "match"; readonly match: Match }
  | { readonly kind: "ambiguous"; readonly nearest: readonly Match[] }
  | { readonly kind: "none"; readonly nearest: readonly Match[] };

/** Less than this share of the request's weight explained: too weak to act on. */
const ENOUGH = 0.6;
/** The best has to lead the second by this much. */
const LEAD = 0.1;
/** Where a word is found decides how much it explains. */
const WEIGHTS = { id: 1, title: 1, tags: 0.9, description: 0.5 } as const;
const STOP_WORDS = new Set(
  "a an and are as at be by can could do does for from give have i in into is it its let make me my of on or our please run show start that the this to us want we with would you your".split(
    " ",
  ),
);

/**
 * Matches free text against the catalogue, deterministically: each word of the request counts by how rare it is in the
 * catalogue, and an entry scores the share of that weight which its id, title, tags and description explain.
 */
export function matchCatalogue(text: string, entries: readonly CatalogueEntry[]): Matched {
  const words = [...new Set(wordsOf(text))];
  const indexed = entries.map((entry) => ({ entry, index: indexOf(entry) }));
  const rarity = new Map(
    words.map((word) => [
      word,
      rarityOf(
        word,
        indexed.map(({ index }) => index),
      ),
    ]),
  );
  const total = words.reduce((sum, word) => sum + (rarity.get(word) ?? 0), 0);
  const ranked = indexed
    .map(({ entry, index }) => {
      const explained = words.reduce((sum, word) => sum + (index.get(word) ?? 0) * (rarity.get(word) ?? 0), 0);
      return { entry, score: total === 0 ? 0 : explained / total };
    })
    .sort((a, b) => b.score - a.score || (a.entry.id < b.entry.id ? -1 : 1));
  const nearest = ranked.filter(({ score }) => score > 0).slice(0, 3);
  const [best, second] = ranked;
  if (!best || best.score < ENOUGH) return { kind: "none", nearest };
  if (second && best.score - second.score < LEAD) return { kind: "ambiguous", nearest };
  return { kind: "match", match: best };
}

function indexOf(entry: CatalogueEntry): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) index.set(word, Math.max(weight, index.get(word) ?? 0));
  };
  add(entry.description, WEIGHTS.description);
  add(entry.tags.join(" "), WEIGHTS.tags);
  add(entry.title, WEIGHTS.title);
  add(entry.id, WEIGHTS.id);
  return index;
}

/** A word that no entry knows still counts, most of all: it is a part of the request that nothing would do. */
function rarityOf(word: string, indexes: readonly ReadonlyMap<string, number>[]): number {
  const known = indexes.filter((index) => index.has(word)).length;
  return Math.log((indexes.length + 1) / (known + 0.5)) + 0.1;
}

function wordsOf(text: string): string[] {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !STOP_WORDS.has(word))
    .map(singular);
}

/** Light stemming: enough that "reports" finds "report" and "dependencies" finds "dependency". */
function singular(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
