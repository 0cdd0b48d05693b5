import { Fault } from "@sdetkit/core";
import { GitFailure } from "@sdetkit/runtime";
import type { Settings } from "../../settings/types.ts";
import { isAway } from "../../storage/database/database-fault.ts";
import type { Row } from "../../storage/database/schema.ts";
import type { Database } from "../../storage/database/types.ts";
import type { Roots } from "../../storage/roots/types.ts";
import { createFairQueue } from "./fair-queue.ts";
import { readState } from "./read-state.ts";
import type { Lookup } from "./resolve-host.ts";
import type { WorkspaceView } from "./types.ts";
import { workspaceView } from "./types.ts";
import { unknownWorkspace } from "./workspace-fault.ts";
import { findWorkspace } from "./workspace-rows.ts";

/** What syncing needs of the other parts of the server. */
export interface SyncNeed {
  readonly database: Database;
  readonly roots: Pick<Roots, "folder" | "usage">;
  readonly settings: Pick<Settings, "workspaces">;
  readonly now: () => number;
  readonly lookup: Lookup;
  /** Told when a row may have changed. */
  readonly changed: (tenant: string, name: string) => void;
}

/** Brings workspaces up to date. */
export interface Sync {
  one(tenant: string, name: string): Promise<WorkspaceView>;
  due(): Promise<void>;
}

/** How long a look at what is old waits for what it began: what is slow goes on beside the next one. */
const PATIENCE_MS = 5_000;

export function createSync(need: SyncNeed): Sync {
  const { database, settings, now, changed } = need;
  const under = new Map<string, Promise<WorkspaceView>>();
  const tried = new Map<string, number>();
  const inTurn = createFairQueue<{ readonly tenant: string; readonly name: string }>();
  const keyOf = (tenant: string, name: string) => `${tenant}/${name}`;

  /** Under the lock of this workspace, which one replica holds at a time. */
  async function syncNow(tenant: string, name: string): Promise<WorkspaceView> {
    const asked = now();
    if (!(await database.tenant(tenant, (tx) => findWorkspace(tx, tenant, name)))) throw unknownWorkspace(name);
    const lost = new AbortController();
    const session = await database.session(() => lost.abort());
    try {
      await session.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [`workspace ${keyOf(tenant, name)}`]);
      const row = await database.tenant(tenant, (tx) => findWorkspace(tx, tenant, name));
      if (!row) throw unknownWorkspace(name);
      // Another replica did it while this one waited.
      if (row.synced_at && row.synced_at.getTime() > asked) return workspaceView(row);
      return workspaceView(await syncLocked(row, lost.signal, need));
    } finally {
      tried.set(keyOf(tenant, name), now());
      changed(tenant, name);
      await session.end();
    }
  }

  /** Any number of calls at once are one. */
  function one(tenant: string, name: string): Promise<WorkspaceView> {
    const key = keyOf(tenant, name);
    const begun = under.get(key) ?? syncNow(tenant, name).finally(() => under.delete(key));
    under.set(key, begun);
    return begun;
  }

  return {
    one,
    due: async () => {
      const before = now() - settings.workspaces.syncSeconds * 1_000;
      const old = await olderThan(database, new Date(before));
      // One that failed is not tried again sooner than one that is old.
      const left = old.filter(({ tenant, name }) => (tried.get(keyOf(tenant, name)) ?? 0) <= before);
      const failed = await inTurn(left, (next) => one(next.tenant, next.name), PATIENCE_MS);
      // One that was removed meanwhile is no problem.
      const told = failed.find((error) => !(error instanceof Fault && error.code === "unknown-workspace"));
      if (told !== undefined) throw told;
    },
  };
}

async function olderThan(database: Database, before: Date): Promise<{ tenant: string; name: string }[]> {
  return database.routing
    .selectFrom("workspaces")
    .innerJoin("tenants", "tenants.id", "workspaces.tenant")
    .select(["workspaces.tenant", "workspaces.name"])
    .where("tenants.state", "=", "active")
    .where((eb) => eb.or([eb("workspaces.synced_at", "is", null), eb("workspaces.synced_at", "<", before)]))
    .execute();
}

/** Reads the newest state and writes it down; a failure is written down as well, and leaves what was synced before usable. */
async function syncLocked(
  row: Row<"workspaces">,
  signal: AbortSignal,
  { database, roots, settings, lookup, now }: SyncNeed,
): Promise<Row<"workspaces">> {
  const { tenant, name, location, ref } = row;
  let change: Pick<Row<"workspaces">, "state" | "problem" | "commit" | "synced_at">;
  try {
    const { quotas } = await database.tenant(tenant, (tx) =>
      tx.selectFrom("tenants").select("quotas").where("id", "=", tenant).executeTakeFirstOrThrow(),
    );
    const room = quotas.storageBytes - (await roots.usage(tenant));
    const root = await roots.folder("workspace", tenant);
    const commit = await readState(row, { root, settings: settings.workspaces, lookup, bounds: { room, signal } });
    change = { state: "ready", problem: null, commit, synced_at: new Date(now()) };
  } catch (error) {
    if (!(error instanceof Fault || error instanceof GitFailure) || isAway(error)) throw error;
    const { commit, synced_at } = row;
    change = { state: row.state === "ready" ? "ready" : "failed", problem: errorText(error), commit, synced_at };
  }
  const written = await database.tenant(tenant, (tx) =>
    tx
      .updateTable("workspaces")
      .set(change)
      .where("tenant", "=", tenant)
      .where("name", "=", name)
      // It may have been removed and made anew, of another repository or another branch.
      .where("location", "=", location)
      .where("ref", "=", ref)
      .returningAll()
      .executeTakeFirst(),
  );
  if (!written) throw unknownWorkspace(name);
  return written;
}

/** What stands in the way, and what to do about it where that is known. */
function errorText(error: Fault | GitFailure): string {
  return error instanceof Fault && error.remedy !== undefined ? `${error.message}; ${error.remedy}` : error.message;
}
