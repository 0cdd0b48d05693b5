import type { Database } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import { accountWrites } from "./accounts.ts";
import { platformBootstrap } from "./bootstrap-platform.ts";
import { callers } from "./callers.ts";
import { tokenClaim } from "./claim-token.ts";
import { accountViews } from "./find-account.ts";
import { identityWrites } from "./identities.ts";
import { proofOf } from "./proof-of-identity.ts";
import { tokenViews } from "./token-views.ts";
import { tokenWrites } from "./tokens.ts";
import type { Access } from "./types.ts";

/** Accounts, tokens and callers of all tenants. */
export function createAccess(rooms: {
  readonly database: Database;
  readonly ledger: Pick<Ledger, "create" | "appendAuditEvent">;
  /** Milliseconds since the epoch; the system's clock unless given. */
  readonly now?: () => number;
}): Access {
  const ports = { now: Date.now, ...rooms };
  const writes = { ...accountWrites(ports), ...tokenWrites(ports) };
  return {
    ...callers(ports),
    ...writes,
    ...identityWrites(ports),
    claimToken: tokenClaim(ports),
    proofOf,
    accounts: (tx, tenant) => accountViews(tx, tenant),
    tokens: (tx, tenant) => tokenViews(tx, tenant, ports.now()),
    bootstrapPlatform: platformBootstrap(ports, writes),
  };
}
