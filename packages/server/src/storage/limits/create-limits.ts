import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Database } from "../database/types.ts";
import { leaseQueue } from "./lease-queue.ts";
import type { Admission, Limits, Rate } from "./types.ts";

/** A lease that nobody used for so long is forgotten: its tokens come back by themselves, as those that were used do. */
const LEASE_MS = 10_000;
/** Buckets that a replica keeps in mind; of more, those that were not asked for longest are forgotten. */
const REMEMBERED = 20_000;
/** No lease is more than this part of the bucket, nor more than comes back in two seconds. */
const PART = 10;
const SECONDS = 2;

const OK: Admission = { ok: true };

/** What a replica knows of a bucket. */
interface Held {
  left: number;
  until: number;
  /** So many were refused, and nobody gets as many before then. */
  refused: number;
  refusedUntil: number;
  asking: Promise<void> | null;
}

/** How many tokens a replica takes at a time. */
export function portionOf({ burst, perSecond }: Rate, count = 1): number {
  return Math.max(count, 1, Math.min(Math.floor(burst / PART), Math.ceil(perSecond * SECONDS)));
}

/**
 * Token buckets in the database, served from memory: a replica takes a portion at a time out of the shared bucket, and remembers
 * until when a refusal holds. From when a bucket is first used, never more than `burst + perSecond * t` are let through by all replicas
 * together; within any stretch of time at most a portion for each replica more, which it may have taken before.
 *
 * Without the database a replica serves what it has leased, and then fails with `database-away`: neither a flood nor
 * silence. What needs a limit needs the database anyway.
 */
export function createLimits({
  database,
  now,
}: {
  readonly database: Pick<Database, "routing">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}): Limits {
  const held = new LRUCache<string, Held>({ max: REMEMBERED });
  const lease = leaseQueue(database, now);

  function heldOf(name: string): Held {
    const known = held.get(name);
    if (known) return known;
    const begun: Held = { left: 0, until: 0, refused: 0, refusedUntil: 0, asking: null };
    held.set(name, begun);
    return begun;
  }

  async function refill(bucket: Held, tenant: string, key: Buffer, rate: Rate, least: number): Promise<void> {
    const { tokens, waitMs } = await lease({ tenant, key, rate, least, most: portionOf(rate, least) });
    const at = now();
    if (tokens > 0) {
      bucket.left = tokens + (bucket.until > at ? bucket.left : 0);
      bucket.until = at + LEASE_MS;
    } else {
      bucket.refused = least;
      bucket.refusedUntil = at + waitMs;
    }
  }

  return {
    take: async (tenant, names, rate, count = 1) => {
      if (count > rate.burst) return { ok: false, retryAfter: Math.max(1, Math.ceil(count / rate.perSecond)) };
      const key = hash("sha256", JSON.stringify(names), "buffer");
      const bucket = heldOf(`${tenant}/${key.toString("base64")}`);
      for (;;) {
        const at = now();
        if (bucket.left >= count && bucket.until > at) {
          bucket.left -= count;
          return OK;
        }
        if (count >= bucket.refused && bucket.refusedUntil > at)
          return { ok: false, retryAfter: Math.max(1, Math.ceil((bucket.refusedUntil - at) / 1000)) };
        bucket.asking ??= refill(bucket, tenant, key, rate, count).finally(() => {
          bucket.asking = null;
        });
        await bucket.asking;
      }
    },
  };
}
