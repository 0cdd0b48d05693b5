import { Fault } from "@sdetkit/core";

/** The first items of a list that comes page after page, and whether there are more. `limit` 0: all of them. */
export async function paginate<T>(
  items: AsyncIterable<T>,
  limit: number,
): Promise<{ readonly items: readonly T[]; readonly more: boolean }> {
  const taken: T[] = [];
  for await (const item of items) {
    if (limit > 0 && taken.length === limit) return { items: taken, more: true };
    taken.push(item);
  }
  return { items: taken, more: false };
}

/** Reads `--limit`. */
export function parseLimit(limit: string): number {
  if (/^\d{1,9}$/.test(limit)) return Number(limit);
  throw new Fault("usage", `expected --limit to be a whole number of at least 0, got ${JSON.stringify(limit)}`, {
    remedy: "write 0 for all there are",
  });
}
