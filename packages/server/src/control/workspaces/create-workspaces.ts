import type { Settings } from "../../settings/types.ts";
import type { Database } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Roots } from "../../storage/roots/types.ts";
import { forEachTenant } from "../tenants/for-each-tenant.ts";
import { addWorkspace } from "./add-workspace.ts";
import { requireAllowedFolder } from "./allowed-folder.ts";
import { notLaidOut } from "./checkout-fault.ts";
import { createCheckouts } from "./checkouts.ts";
import { removeWorkspace } from "./remove-workspace.ts";
import { type Lookup, lookupBySystem } from "./resolve-host.ts";
import { createSnapshots } from "./snapshots.ts";
import { sweepTenant } from "./sweep-tenant.ts";
import { createSync } from "./sync-workspaces.ts";
import { TreeRemover } from "./tree-remover.ts";
import type { Owner } from "./tree-tasks.ts";
import type { Workspaces } from "./types.ts";
import { workspaceView } from "./types.ts";
import { requireName, requireRun } from "./workspace-name.ts";
import { createRows } from "./workspace-rows.ts";

/** What workspaces need of the other parts of the server. */
export interface WorkspacesNeed {
  readonly database: Database;
  readonly roots: Pick<Roots, "folder" | "usage">;
  readonly ledger: Pick<Ledger, "appendAuditEvent">;
  readonly settings: {
    readonly workspaces: Settings["workspaces"];
    readonly runs: Pick<Settings["runs"], "sandboxUidBase">;
  };
  /** Milliseconds since the epoch, as the database counts them. */
  readonly now?: () => number;
  /** The same as this machine counts them, by which files have their times. */
  readonly wall?: () => number;
  readonly lookup?: Lookup;
}

/** Opens the workspaces of all tenants. */
export function createWorkspaces(need: WorkspacesNeed): Workspaces {
  const {
    database,
    roots,
    ledger,
    settings,
    now = Date.now,
    wall = need.now ?? Date.now,
    lookup = lookupBySystem,
  } = need;
  const rows = createRows(database, now);
  const snapshots = createSnapshots();
  const remover = new TreeRemover();
  const checkouts = createCheckouts(wall, remover);
  const sync = createSync({ database, roots, settings, now, lookup, changed: rows.invalidate });
  const ownerOf = createOwners(database, settings.runs.sandboxUidBase);
  const rootOf = (tenant: string) => roots.folder("workspace", tenant);

  return {
    create: (tx, by, workspace) => addWorkspace(tx, by, workspace, { ledger, settings }),
    list: async (tx, tenant) => {
      const rows = await tx.selectFrom("workspaces").selectAll().where("tenant", "=", tenant).orderBy("name").execute();
      return rows.map(workspaceView);
    },
    remove: async (tx, by, name) => {
      await removeWorkspace(tx, by, name, ledger);
      rows.invalidate(by.tenant, name);
    },
    sync: sync.one,
    syncDue: sync.due,
    snapshot: async (tenant, name, tx) => snapshots.of(await rows.ready(tenant, name, tx), () => rootOf(tenant)),
    openCheckout: async (tenant, name, run, base) => {
      requireName(name);
      requireRun(run);
      const [root, owner] = await Promise.all([rootOf(tenant), ownerOf(tenant)]);
      const folder =
        base.kind === "git"
          ? null
          : await requireAllowedFolder((await rows.ready(tenant, name)).location, settings.workspaces.folders);
      return checkouts.open(run, { root, name, base, folder, owner }).catch((error: unknown) => {
        throw notLaidOut(name, error, [root, ...(folder === null ? [] : [folder])]);
      });
    },
    closeCheckout: async (tenant, run) => {
      requireRun(run);
      await checkouts.close(await rootOf(tenant), run);
    },
    sweepCheckouts: async () => {
      const tenants = await database.routing.selectFrom("tenants").select("id").execute();
      await forEachTenant(tenants, async ({ id }) =>
        sweepTenant(database, checkouts, remover, id, await rootOf(id), wall()),
      );
    },
  };
}

/** The user whose files a tenant's checkouts are, as root with a base configured; null: the server's own. */
function createOwners(database: Database, base: number | null): (tenant: string) => Promise<Owner | null> {
  const known = new Map<string, Promise<Owner>>();
  return async (tenant) => {
    if (base === null || process.getuid?.() !== 0) return null;
    const asked =
      known.get(tenant) ??
      database.tenant(tenant, async (tx) => {
        const found = tx.selectFrom("tenants").select("number").where("id", "=", tenant);
        const { number } = await found.executeTakeFirstOrThrow();
        return { uid: base + number, gid: base + number };
      });
    known.set(tenant, asked);
    asked.catch(() => known.delete(tenant));
    return asked;
  };
}
