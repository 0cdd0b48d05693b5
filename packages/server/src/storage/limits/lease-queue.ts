import { databaseFault } from "../database/database-fault.ts";
import { GroupCommit } from "../database/group-commit.ts";
import type { Database } from "../database/types.ts";
import { type Ask, type Lease, leaseTokens, sweepBuckets } from "./lease-tokens.ts";

const SWEEP_MS = 60_000;

/**
 * Gathers what is asked for while a statement is on its way, and asks for it together: a flood of strangers costs a statement
 * for hundreds. Now and then full buckets are swept away. Rejects with the Fault `database-away`.
 */
export function leaseQueue({ routing }: Pick<Database, "routing">, now: () => number): (ask: Ask) => Promise<Lease> {
  const asked = new GroupCommit<Ask, Lease>((asks) => leaseTokens(routing, now(), asks));
  let swept = now();

  async function sweep(): Promise<void> {
    swept = now();
    // What is not swept now is swept later.
    while (await sweepBuckets(routing, now()).catch(() => false));
  }

  return async (ask) => {
    try {
      return await asked.add(ask);
    } catch (error) {
      throw databaseFault(error);
    } finally {
      if (now() - swept >= SWEEP_MS) void sweep();
    }
  };
}
