import { randomBytes } from "node:crypto";

const ULID = /[0-9A-HJKMNP-TV-Z]{26}/g;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Makes of an identifier of the other tenant one of the same shape that nothing has; of the same always the same. */
export function ghosts(word: string): (text: string) => string {
  const made = new Map<string, string>();
  const letters = (count: number, from: string) =>
    Array.from(randomBytes(count), (byte) => from[byte % from.length]).join("");
  const ghost = letters(word.length, "abcdefghijklmnopqrstuvwxyz");
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const of = text
      .replaceAll(word, ghost)
      .replaceAll(word.toUpperCase(), ghost.toUpperCase())
      .replace(ULID, (id) => id.slice(0, 10) + letters(16, CROCKFORD))
      .replace(/\b[0-9a-f]{12,64}\b/g, (hex) => letters(hex.length, "0123456789abcdef"));
    if (of === text) throw new Error(`there is no ghost of ${text}`);
    made.set(text, of);
    return of;
  };
}

/** A text without what differs between two answers that say the same: ids, times, secrets and digests of what was just made. */
export function plain(text: string, asked: readonly string[]): string {
  let left = text;
  for (const one of asked) {
    for (const shown of [one, encodeURIComponent(one), JSON.stringify(one).slice(1, -1), one.toUpperCase()]) {
      left = left.replaceAll(shown, "«asked»");
    }
  }
  return left
    .replace(/\bsch-[0-9a-f]{20}\b/g, "«id»")
    .replace(ULID, "«id»")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "«time»")
    .replace(/\bsdk_\w+/g, "«token»")
    .replace(/\b[0-9a-f]{64}\b/g, "«digest»")
    .replace(/\/channels\/(\w+)\/[\w-]{32}/g, "/channels/$1/«endpoint»");
}
