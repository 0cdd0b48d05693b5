import { Fault } from "@sdetkit/core";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { TenantView } from "./types.ts";

/** A tenant as it is shown. */
export function tenantView({ id, name, state, quotas, created_at }: Row<"tenants">): TenantView {
  return { id, name, state, quotas, created_at: created_at.toISOString() };
}

/** A tenant by its name or id: names are lower case and ids are not, so none is taken for the other. Fault `unknown-tenant`. */
export async function tenantRow(tx: Tx, nameOrId: string): Promise<Row<"tenants">> {
  const row = await tx
    .selectFrom("tenants")
    .selectAll()
    .where((tenant) => tenant.or([tenant("name", "=", nameOrId), tenant("id", "=", nameOrId)]))
    .executeTakeFirst();
  if (row) return row;
  throw new Fault(
    "unknown-tenant",
    `expected the name or id of a tenant, got ${JSON.stringify(nameOrId.slice(0, 60))}`,
  );
}
