import type { Database } from "../database/contract.ts";
import { databaseFault } from "../database/database-fault.ts";
import { type Ask, type Lease, leaseTokens } from "./lease-tokens.ts";
import { sweepBuckets } from "./sweep-buckets.ts";

const MOST_AT_ONCE = 500;
const SWEEP_MS = 60_000;

interface Waiting {
  readonly ask: Ask;
  resolve(lease: Lease): void;
  reject(error: unknown): void;
}

/**
 * Gathers what is asked for while a statement is on its way, and asks for it together: a flood of strangers costs a statement
 * for hundreds. Now and then, when nobody waits, full buckets are swept away. Rejects with the Fault `database-away`.
 */
export function leaseQueue({ routing }: Pick<Database, "routing">, now: () => number): (ask: Ask) => Promise<Lease> {
  const queue: Waiting[] = [];
  let working = false;
  let swept = now();

  async function work(): Promise<void> {
    working = true;
    // Those who ask at the same moment go with the first.
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = queue.splice(0, MOST_AT_ONCE);
      try {
        const leases = await leaseTokens(
          routing,
          now(),
          batch.map(({ ask }) => ask),
        );
        for (const [index, { resolve }] of batch.entries()) resolve(leases[index] as Lease);
      } catch (error) {
        for (const { reject } of batch) reject(databaseFault(error));
      }
    }
    working = false;
    if (now() - swept >= SWEEP_MS) {
      swept = now();
      // What is not swept now is swept later.
      const more = await sweepBuckets(routing, now()).catch(() => false);
      if (more) swept = 0;
    }
  }

  return (ask) =>
    new Promise((resolve, reject) => {
      queue.push({ ask, resolve, reject });
      if (!working) void work();
    });
}
