import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../database/contract.ts";
import { removeTree } from "./remove-tree.ts";
import type { Sites } from "./sites.ts";

/**
 * Removes what a tenant's workspaces do not need any more. First comes what is there, then what is known: so whatever is begun
 * meanwhile is not among what was found.
 */
export async function sweepTenant(database: Database, sites: Sites, tenant: string, root: string): Promise<void> {
  const there = await sites.runs(root);
  const needed = await unfinished(database, tenant, there);
  for (const run of there) if (!needed.has(run)) await sites.close(root, run);
  await sites.sweep(root);
  const mirrors = (await readdir(join(root, "mirrors")).catch(() => [])).filter((name) =>
    /^[a-z0-9].*\.git$/.test(name),
  );
  const known = await database.tenant(tenant, (tx) =>
    tx.selectFrom("workspaces").select("name").where("tenant", "=", tenant).execute(),
  );
  const kept = new Set(known.map(({ name }) => `${name}.git`));
  for (const name of mirrors) if (!kept.has(name)) await removeTree(join(root, "mirrors", name));
}

async function unfinished(database: Database, tenant: string, runs: readonly string[]): Promise<ReadonlySet<string>> {
  if (runs.length === 0) return new Set();
  const found = await database.tenant(tenant, (tx) =>
    tx
      .selectFrom("runs")
      .select("id")
      .where("tenant", "=", tenant)
      .where("id", "in", runs)
      .where("state", "<>", "over")
      .execute(),
  );
  return new Set(found.map(({ id }) => id));
}
