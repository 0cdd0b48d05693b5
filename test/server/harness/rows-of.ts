import { TENANT_TABLES } from "../../../packages/server/src/storage/database/migrations/0001-first.ts";
import type { Cluster } from "./cluster.ts";
import { withClient } from "./with-client.ts";

/** A tenant's rows by table, each as JSON. */
export interface Rows {
  readonly [table: string]: readonly string[];
}

/** Everything of a tenant as a superuser sees it, but for counters that run by themselves. */
export async function rowsOf(servers: Pick<Cluster, "postgres">, tenant: string): Promise<Rows> {
  return await withClient(servers.postgres.url, async (client) => {
    const all: { [table: string]: string[] } = {};
    for (const table of TENANT_TABLES.filter((name) => name !== "buckets")) {
      const row = "(to_jsonb(t) - 'last_used_at' - 'published' - 'behind_since' - 'synced_at')::text AS row";
      const { rows } = await client.query(`SELECT ${row} FROM sdetkit.${table} t WHERE tenant = $1`, [tenant]);
      all[table] = rows.map(({ row }) => row as string).sort();
    }
    return all;
  });
}

/** Ids, digests and endpoints, wherever they stand in a text. */
export const MARKS = /[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{64}|[\w-]{32}/g;

/** Those that are in the other's rows and in none of one's own. */
export function marksOf(theirs: Rows, own: Rows, tenant: string): ReadonlySet<string> {
  const of = (rows: Rows) => new Set(JSON.stringify(rows).match(MARKS) ?? []);
  const known = of(own);
  return new Set([...of(theirs)].filter((mark) => !known.has(mark)).concat(tenant.replace(/^t-/, "")));
}
