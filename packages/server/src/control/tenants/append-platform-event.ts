import type { AuditEvent } from "../../storage/ledger/types.ts";
import { type Caller, PLATFORM } from "../access/types.ts";
import type { TenantPorts } from "./tenant-ports.ts";

/**
 * Writes into the platform's own ledger what its people are about to do to a tenant, before it is done: what was done is then
 * never missing there, and an act without its effect says that the server was stopped in between.
 */
export async function appendPlatformEvent(
  { database, ledger }: Pick<TenantPorts, "database" | "ledger">,
  by: Caller,
  act: AuditEvent,
): Promise<void> {
  await database.tenant(PLATFORM, (tx) => ledger.appendAuditEvent(tx, { ...by, tenant: PLATFORM }, act));
}
