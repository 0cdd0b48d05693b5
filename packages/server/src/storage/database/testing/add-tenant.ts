import type { Database } from "../types.ts";

/** A tenant to work in, called as its id, without anything. */
export async function addTenant(database: Pick<Database, "routing">, id: string): Promise<void> {
  await database.routing.insertInto("tenants").values({ id, name: id, config: "", quotas: "{}" }).execute();
}
