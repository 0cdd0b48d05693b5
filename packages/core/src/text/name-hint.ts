import { excerpt } from "./excerpt.ts";
import { nearest } from "./nearest.ts";

const SHOWN = 200;

/** What to write instead of a name that is not known: the one that was most likely meant, else all there are, else `otherwise`. */
export function nameHint(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known);
  if (near !== null) return `did you mean \`${near}\`?`;
  return known.length > 0 ? `choose one of ${excerpt(known.join(", "), SHOWN)}` : otherwise;
}
