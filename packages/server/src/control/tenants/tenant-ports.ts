import type { Settings } from "../../settings/types.ts";
import type { Database } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Roots } from "../../storage/roots/types.ts";
import type { Access } from "../access/types.ts";

/** What this folder works with. */
export interface TenantPorts {
  readonly database: Database;
  readonly access: Pick<Access, "createAccount" | "issueToken">;
  readonly ledger: Pick<Ledger, "create" | "appendAuditEvent">;
  readonly roots: Pick<Roots, "usage" | "erase">;
  readonly settings: Pick<Settings, "quotas" | "runs">;
  /** Writes a tenant's portable folder. */
  exportTenant(tenant: string, folder: string): Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
