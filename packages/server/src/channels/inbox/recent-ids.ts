/** Remembers the newest `capacity` keys: what vendors deliver again mostly comes soon after. */
export interface RecentIds {
  has(key: string): boolean;
  add(key: string): void;
}

/** In memory; what it forgets, the database still knows. */
export function createRecentIds(capacity: number): RecentIds {
  const keys = new Set<string>();
  return {
    has: (key) => keys.has(key),
    add: (key) => {
      keys.delete(key);
      keys.add(key);
      if (keys.size > capacity) keys.delete(keys.values().next().value!);
    },
  };
}
