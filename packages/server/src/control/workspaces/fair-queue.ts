import { setTimeout as sleep } from "node:timers/promises";

/** Tenants that one replica works for at once in the background. */
const TENANTS = 4;

/**
 * Does what is due of many tenants: for a tenant one thing after the other, and next for whoever waits longest since its last
 * turn. A tenant whose work takes for ever keeps one place busy, and never those that others need.
 */
export function createFairQueue<Due extends { readonly tenant: string }>() {
  const working = new Map<string, Promise<void>>();
  const turns = new Map<string, number>();
  let turn = 0;
  let waiting = new Map<string, Due[]>();
  let failed: unknown[] = [];

  function next(): Due | undefined {
    let first: string | undefined;
    for (const tenant of waiting.keys())
      if (!working.has(tenant) && (first === undefined || (turns.get(tenant) ?? 0) < (turns.get(first) ?? 0)))
        first = tenant;
    if (first === undefined) return undefined;
    const own = waiting.get(first)!;
    const due = own.shift();
    if (own.length === 0) waiting.delete(first);
    return due;
  }

  function begin(work: (due: Due) => Promise<unknown>): void {
    while (working.size < TENANTS) {
      const due = next();
      if (due === undefined) return;
      const { tenant } = due;
      turn += 1;
      turns.set(tenant, turn);
      const done = work(due).then(
        () => undefined,
        (error: unknown) => void failed.push(error),
      );
      working.set(
        tenant,
        done.then(() => {
          working.delete(tenant);
          begin(work);
        }),
      );
    }
  }

  /** Replaces what was due before and not begun yet. Answers what failed since the last call, when all is done or after so long. */
  return async (due: readonly Due[], work: (due: Due) => Promise<unknown>, patienceMs: number): Promise<unknown[]> => {
    waiting = Map.groupBy(due, ({ tenant }) => tenant);
    for (const tenant of turns.keys()) if (!waiting.has(tenant) && !working.has(tenant)) turns.delete(tenant);
    begin(work);
    const enough = new AbortController();
    const late = sleep(patienceMs, "late", { ref: false, signal: enough.signal }).catch(() => "late");
    while (working.size > 0 && (await Promise.race([Promise.all(working.values()), late])) !== "late");
    enough.abort();
    const told = failed;
    failed = [];
    return told;
  };
}
