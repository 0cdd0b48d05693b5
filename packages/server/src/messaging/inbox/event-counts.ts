import type { Counted, EventTally } from "../types.ts";
import type { Processed } from "./inbox-deps.ts";
import type { Outcome } from "./outcome.ts";

/** A kind of channel that is known no more. */
const REMOVED = "removed";
const COUNTED = [
  "received",
  "started",
  "answered",
  "skipped",
  "retried",
  "failed",
] as const satisfies readonly Counted[];
const COUNTED_AS: { readonly [kind in Outcome["kind"]]: Counted } = {
  started: "started",
  answered: "answered",
  skipped: "skipped",
  later: "retried",
  failed: "failed",
};

/** Counts events in memory. Every kind has every outcome from the beginning: what is not there cannot be alerted on. */
export class EventCounts {
  readonly #events = new Map<string, Map<Counted, number>>();
  readonly #failed = new Map<string, Map<string, number>>();

  constructor(kinds: readonly string[]) {
    for (const kind of kinds) this.#events.set(kind, new Map(COUNTED.map((outcome) => [outcome, 0])));
  }

  received(kind: string): void {
    increase(this.#events, kind, "received");
  }

  worked({ channel, outcome }: Pick<Processed, "channel" | "outcome">): void {
    const kind = channel?.kind ?? REMOVED;
    increase(this.#events, kind, COUNTED_AS[outcome.kind]);
    if (outcome.kind === "failed") increase(this.#failed, kind, outcome.code);
  }

  tally(): EventTally {
    return {
      events: flat(this.#events).map(([channel, outcome, count]) => ({ channel, outcome, count })),
      failed: flat(this.#failed).map(([channel, code, count]) => ({ channel, code, count })),
    };
  }
}

function increase<K>(counts: Map<string, Map<K, number>>, kind: string, what: K): void {
  const own = counts.get(kind) ?? new Map<K, number>();
  counts.set(kind, own.set(what, (own.get(what) ?? 0) + 1));
}

function flat<K>(counts: ReadonlyMap<string, ReadonlyMap<K, number>>): [string, K, number][] {
  return [...counts].flatMap(([kind, own]) =>
    [...own].map(([what, count]): [string, K, number] => [kind, what, count]),
  );
}
