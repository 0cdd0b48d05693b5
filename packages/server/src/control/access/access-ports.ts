import type { Database } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";

/** What this folder works with. */
export interface AccessPorts {
  readonly database: Database;
  readonly ledger: Pick<Ledger, "create" | "appendAuditEvent">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
