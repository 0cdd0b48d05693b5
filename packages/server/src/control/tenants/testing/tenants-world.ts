import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TEST_MASTER_KEY } from "../../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../../storage/database/types.ts";
import { createLedger } from "../../../storage/ledger/create-ledger.ts";
import type { Ledger } from "../../../storage/ledger/types.ts";
import { createRoots } from "../../../storage/roots/create-roots.ts";
import type { Roots } from "../../../storage/roots/types.ts";
import { createVault } from "../../../storage/vault/create-vault.ts";
import { createAccess } from "../../access/create-access.ts";
import { ROLES } from "../../access/roles.ts";
import { serverCaller } from "../../access/server-caller.ts";
import { type Access, type Caller, PLATFORM } from "../../access/types.ts";
import { createTenants } from "../create-tenants.ts";
import type { TenantPorts } from "../tenant-ports.ts";
import type { Tenants } from "../types.ts";

/** A platform with its admin, real parts on a real database, and a clock that stands until it is moved. */
export interface TenantsWorld {
  readonly database: Database;
  readonly url: string;
  readonly access: Access;
  readonly ledger: Ledger;
  readonly roots: Roots;
  readonly tenants: Tenants;
  readonly admin: Caller;
  readonly clock: { now: number };
  /** Another replica: parts of its own on the same database. */
  replica(ports?: Partial<TenantPorts>): Tenants;
  close(): Promise<void>;
}

/** What a tenant may do in tests, unless it is said otherwise. */
export const TEST_QUOTAS = {
  concurrentRuns: 4,
  runsPerDay: 100,
  schedules: 100,
  storageBytes: 1024 ** 3,
  burst: 10,
  perSecond: 1,
};

/** Makes one. */
export async function openTenantsWorld(): Promise<TenantsWorld> {
  const { database, url, drop } = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "sdetkit-tenants-"));
  const clock = { now: Date.UTC(2026, 10, 22, 12) };
  const now = () => clock.now;
  const of = (storage: string) => join(folder, storage);
  const roots = createRoots({ workspace: of("workspace"), history: of("history"), dashboards: of("dashboards") });
  const ledger = createLedger({ database, vault: createVault(TEST_MASTER_KEY), roots, now });
  const access = createAccess({ database, ledger, now });
  const runs = {
    slots: 1,
    replicaTimeoutSeconds: 15,
    drainSeconds: 1,
    sandbox: "required",
    sandboxUidBase: null,
    commands: { writtenBytes: 1e9, memoryBytes: 1e9, processes: 1_000, cpus: 1 },
  } as const;
  const replica = (ports: Partial<TenantPorts> = {}) =>
    createTenants({
      database,
      access,
      ledger,
      roots,
      settings: { quotas: TEST_QUOTAS, runs },
      exportTenant: () => Promise.reject(new Error("not here")),
      now,
      ...ports,
    });
  const first = await access.bootstrapPlatform();
  if (!first) throw new Error("the platform is there already");
  const admin: Caller = {
    ...serverCaller(PLATFORM),
    account: "admin",
    scopes: new Set(ROLES["platform-admin"]),
    via: "api",
  };
  return {
    ...{ database, url, access, ledger, roots, admin, clock, replica },
    tenants: replica(),
    close: async () => {
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
