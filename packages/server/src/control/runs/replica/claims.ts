import type { Ownership } from "../journal/ownership.ts";

/** So long the queue and a replica have to differ about a run, in milliseconds: an answer may be on its way. */
const SETTLED_MS = 2_000;

/** What the queue and a replica do not agree about. */
export interface Difference {
  /** Claimed, and nobody drives them: the claim's answer was lost, or whoever drove them could not even say that it gave up. */
  readonly undriven: readonly Ownership[];
  /** Driven, and no longer claimed: they are over, or somebody else's. */
  readonly unclaimed: readonly Ownership[];
}

/** Compares what a replica drives with what the queue says it drives; tells what has differed for a while. */
export class Claims {
  #undriven: ReadonlyMap<string, number> = new Map();
  #unclaimed: ReadonlyMap<string, number> = new Map();

  /**
   * @param claimed the queue's rows of this replica.
   * @param claiming since when a claim waits for its answer: what it has claimed is not known yet.
   */
  compare(
    claimed: readonly Ownership[],
    driven: readonly Ownership[],
    now: number,
    claiming: number | null = null,
  ): Difference {
    this.#undriven = seen(this.#undriven, without(claimed, driven), now);
    this.#unclaimed = seen(this.#unclaimed, without(driven, claimed), now);
    const settled = (since: number | undefined) => since !== undefined && now - since >= SETTLED_MS;
    return {
      undriven: claimed.filter((owner) => {
        const since = this.#undriven.get(keyOf(owner));
        return settled(since) && (claiming === null || claiming > (since as number));
      }),
      unclaimed: driven.filter((owner) => settled(this.#unclaimed.get(keyOf(owner)))),
    };
  }
}

function without(these: readonly Ownership[], those: readonly Ownership[]): string[] {
  const others = new Set(those.map(keyOf));
  return these.map(keyOf).filter((key) => !others.has(key));
}

/** Since when each of these has been seen. */
function seen(before: ReadonlyMap<string, number>, keys: readonly string[], now: number): Map<string, number> {
  return new Map(keys.map((key) => [key, before.get(key) ?? now]));
}

function keyOf({ tenant, run, epoch }: Ownership): string {
  return `${tenant}/${run}#${epoch}`;
}
