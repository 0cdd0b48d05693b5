import type { Access } from "../access/contract.ts";
import type { Database } from "../database/contract.ts";
import type { Ledger } from "../ledger/contract.ts";
import type { Roots } from "../roots/contract.ts";
import type { Settings } from "../settings/contract.ts";

/** What this room works with. */
export interface TenantPorts {
  readonly database: Database;
  readonly access: Pick<Access, "createAccount" | "issueToken">;
  readonly ledger: Pick<Ledger, "create" | "appendAct">;
  readonly roots: Pick<Roots, "usage" | "erase">;
  readonly settings: Pick<Settings, "quotas" | "runs">;
  /** Writes a tenant's portable folder. */
  exportTenant(tenant: string, folder: string): Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
