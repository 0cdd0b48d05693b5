import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../storage/database/types.ts";
import type { Checkouts } from "./checkouts.ts";
import type { TreeRemover } from "./tree-remover.ts";

/** A checkout that belongs to no run is kept so long. Milliseconds. */
const UNKNOWN_MS = 24 * 3_600_000;

/**
 * Removes what a tenant's workspaces do not need any more. First comes what is there, then what is known: so whatever is begun
 * meanwhile is not among what was found.
 */
export async function sweepTenant(
  database: Database,
  checkouts: Checkouts,
  remover: TreeRemover,
  tenant: string,
  root: string,
  now: number,
): Promise<void> {
  const there = await checkouts.runs(root);
  const known = await statesOf(database, tenant, [...there.keys()]);
  for (const [run, since] of there) {
    const state = known.get(run);
    // One that is not known as a run may be a replay in progress.
    if (state === "over" || (state === undefined && since < now - UNKNOWN_MS)) await checkouts.close(root, run);
  }
  await checkouts.sweep(root);
  const mirrors = (await readdir(join(root, "mirrors")).catch(() => [])).filter((name) =>
    /^[a-z0-9].*\.git$/.test(name),
  );
  const workspaces = await database.tenant(tenant, (tx) =>
    tx.selectFrom("workspaces").select("name").where("tenant", "=", tenant).execute(),
  );
  const kept = new Set(workspaces.map(({ name }) => `${name}.git`));
  for (const name of mirrors) if (!kept.has(name)) await remover.remove(join(root, "mirrors", name));
}

async function statesOf(
  database: Database,
  tenant: string,
  runs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (runs.length === 0) return new Map();
  const found = await database.tenant(tenant, (tx) =>
    tx.selectFrom("runs").select(["id", "state"]).where("tenant", "=", tenant).where("id", "in", runs).execute(),
  );
  return new Map(found.map(({ id, state }) => [id, state]));
}
