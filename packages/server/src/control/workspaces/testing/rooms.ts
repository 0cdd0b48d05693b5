import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../../../storage/database/types.ts";
import { createRoots } from "../../../storage/roots/create-roots.ts";
import { ROLES, type Role } from "../../access/roles.ts";
import type { Caller } from "../../access/types.ts";
import { createWorkspaces, type WorkspacesNeed } from "../create-workspaces.ts";

export const TENANT = "t-one";

/** Somebody who works in the tenant; platform-admins do when they add a folder to it. */
export function callerAs(role: Role): Caller {
  return { tenant: TENANT, account: "ann", accountId: "a-ann", scopes: new Set(ROLES[role]), via: "api", token: null };
}

/** What is around workspaces, below one temporary folder; `over` for what a test is about. */
export function openRooms(base: string, database: Database, over: Partial<WorkspacesNeed> = {}) {
  const folders = join(base, "allowed");
  mkdirSync(folders, { recursive: true });
  const root = (name: string) => join(base, "roots", name);
  const roots = createRoots({ workspace: root("workspace"), history: root("history"), dashboards: root("dashboards") });
  const acts: string[] = [];
  const workspaces = createWorkspaces({
    database,
    roots,
    ledger: { appendAuditEvent: async (_tx, _by, { act }) => void acts.push(act) },
    settings: {
      workspaces: { folders: [folders], gitHosts: [], syncSeconds: 60 },
      runs: { sandboxUidBase: null },
    },
    ...over,
  });
  return { workspaces, roots, folders, acts };
}

/** A tenant with a quota. */
export async function addTenant(database: Database, id = TENANT, storageBytes = 1e9): Promise<void> {
  const quotas = JSON.stringify({ concurrentRuns: 4, runsPerDay: 100, storageBytes, burst: 10, perSecond: 10 });
  await database.control(async (tx) => {
    await tx.insertInto("tenants").values({ id, name: id, config: "", quotas }).execute();
  });
}
