import type { Database } from "../database/contract.ts";
import type { Ledger } from "../ledger/contract.ts";

/** What this room works with. */
export interface AccessPorts {
  readonly database: Database;
  readonly ledger: Pick<Ledger, "create" | "appendAct">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
