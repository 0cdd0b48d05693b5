import { sql } from "kysely";
import { TENANT_TABLES } from "../../storage/database/migrations/0001-first.ts";
import { serverCaller } from "../access/server-caller.ts";
import { type Caller, PLATFORM } from "../access/types.ts";
import { appendPlatformEvent } from "./append-platform-event.ts";
import { forEachTenant } from "./for-each-tenant.ts";
import type { TenantPorts } from "./tenant-ports.ts";

/** The queue first: no replica claims a run any more. Then what refers to others before what it refers to. */
const TABLES = ["queue", ...TENANT_TABLES.filter((table) => table !== "queue").reverse()];
/** Rows in one transaction: short enough to leave others alone. */
const BATCH = 5_000;
/** A row marked as `deleting` may also be a tenant that is just being made. */
const CREATION_MS = 600_000;

/**
 * Removes everything of a tenant that is marked as `deleting`. Its row goes last: when this is killed, the mark is still there,
 * and whoever comes next goes on. Several at once do not disturb each other.
 */
export async function removeMarked(
  ports: Pick<TenantPorts, "database" | "ledger" | "roots">,
  by: Caller,
  tenant: { readonly id: string; readonly name: string },
): Promise<void> {
  const { database, roots } = ports;
  await deleteRows(ports, tenant.id);
  await roots.erase(tenant.id);
  await appendPlatformEvent(ports, by, {
    act: "tenants.removed",
    target: `tenant ${tenant.name}`,
    detail: { id: tenant.id },
  });
  await database.routing.deleteFrom("tenants").where("id", "=", tenant.id).where("state", "=", "deleting").execute();
  // What came in meanwhile, into the tables that do not ask whether there is such a tenant.
  await deleteRows(ports, tenant.id);
  await roots.erase(tenant.id);
}

/** Goes on with removals, and with creations, that were cut off. Answers how many tenants went. */
export async function removeLeftovers(
  ports: Pick<TenantPorts, "database" | "ledger" | "roots" | "now">,
): Promise<number> {
  const before = new Date(ports.now() - CREATION_MS);
  const marked = await ports.database.routing
    .selectFrom("tenants")
    .select(["id", "name"])
    .where("state", "=", "deleting")
    .where("created_at", "<", before)
    .execute();
  await forEachTenant(marked, (tenant) => removeMarked(ports, serverCaller(PLATFORM), tenant));
  return marked.length;
}

async function deleteRows({ database }: Pick<TenantPorts, "database">, tenant: string): Promise<void> {
  for (const table of TABLES) {
    const name = sql.table(table);
    for (let deleted = BATCH; deleted === BATCH; ) {
      deleted = await database.tenant(tenant, async (tx) => {
        const some = sql`SELECT ctid FROM ${name} WHERE tenant = ${tenant} LIMIT ${sql.lit(BATCH)}`;
        const answer = await sql`DELETE FROM ${name} WHERE ctid = ANY (ARRAY (${some}))`.execute(tx);
        return Number(answer.numAffectedRows ?? 0);
      });
    }
  }
}
