import { Fault } from "@sdetkit/core";
import { sql } from "kysely";
import { databaseFault } from "../../storage/database/database-fault.ts";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import { asPlatform } from "../access/server-caller.ts";
import { PLATFORM } from "../access/types.ts";
import { runAdmission } from "./admit-runs.ts";
import { appendPlatformEvent } from "./append-platform-event.ts";
import { readConfig, refuseWiderReach } from "./check-config.ts";
import { changedQuotas } from "./check-quotas.ts";
import { tenantCreation } from "./create-tenant.ts";
import { removeLeftovers, removeMarked } from "./remove-tenant.ts";
import { rulesCache } from "./rules-cache.ts";
import type { TenantPorts } from "./tenant-ports.ts";
import { tenantRow, tenantView } from "./tenant-rows.ts";
import type { Tenants } from "./types.ts";

/** The customers of this server. */
export function createTenants(
  rooms: Omit<TenantPorts, "now"> & {
    /** The system's clock unless given. */
    readonly now?: () => number;
  },
): Tenants {
  const ports: TenantPorts = { now: Date.now, ...rooms };
  const { database, ledger } = ports;
  const cache = rulesCache(ports);
  for (const notice of ["tokens", "channels"] as const) database.listen(notice, cache.forget);

  /** Tells all replicas what they keep of tenants: rules, endpoints, open streams, the queue. */
  async function tell(tx: Tx, tenant: string): Promise<void> {
    cache.changing(tenant);
    for (const notice of ["tokens", "channels", "queue"] as const) await database.notify(tx, notice);
  }

  async function customer(nameOrId: string): Promise<Row<"tenants">> {
    const row = await away(tenantRow(database.routing, nameOrId));
    if (row.id !== PLATFORM) return row;
    throw new Fault("platform-tenant", "expected a customer's tenant, got the platform's own");
  }

  return {
    create: tenantCreation(ports),
    rules: cache.rules,
    admit: runAdmission(ports, cache.rules),

    list: async () => {
      const all = database.routing.selectFrom("tenants").selectAll().where("id", "!=", PLATFORM);
      return (await away(all.orderBy("name").execute())).map(tenantView);
    },

    find: async (nameOrId) => tenantView(await away(tenantRow(database.routing, nameOrId))),

    setState: async (by, nameOrId, state) => {
      const { id, name } = await customer(nameOrId);
      const act = {
        act: state === "active" ? "tenants.resume" : "tenants.suspend",
        target: `tenant ${name}`,
        detail: {},
      };
      await appendPlatformEvent(ports, by, act);
      return database.tenant(id, async (tx) => {
        const set = tx.updateTable("tenants").set({ state }).where("id", "=", id).where("state", "!=", "deleting");
        const [row] = await set.returningAll().execute();
        if (!row) throw deleting(name);
        await ledger.appendAuditEvent(tx, asPlatform(by, id), act);
        await tell(tx, id);
        return tenantView(row);
      });
    },

    change: async (tx, by, { config, quotas }) => {
      const platform = by.scopes.has("platform:tenants");
      const now = await ownRow(tx);
      if (now.state === "deleting") throw deleting(now.name);
      if (config !== undefined) {
        const next = readConfig(config);
        if (!platform) refuseWiderReach(next, readConfig(now.config));
      }
      if (quotas !== undefined && !platform) throw quotasOfOthers();
      const next = {
        config: config ?? now.config,
        quotas: JSON.stringify(changedQuotas(now.quotas, quotas ?? {})),
      };
      const detail = { ...(config === undefined ? {} : { config }), ...(quotas === undefined ? {} : { quotas }) };
      const act = { act: "tenants.change", target: `tenant ${now.name}`, detail };
      if (platform && now.id !== PLATFORM) await appendPlatformEvent(ports, by, act);
      const set = tx.updateTable("tenants").set(next).where("id", "=", now.id);
      const row = await set.returningAll().executeTakeFirstOrThrow();
      await ledger.appendAuditEvent(tx, platform && now.id !== PLATFORM ? asPlatform(by, now.id) : by, act);
      await tell(tx, now.id);
      return tenantView(row);
    },

    remove: async (by, nameOrId) => {
      const tenant = await customer(nameOrId);
      const { id, name } = tenant;
      if (tenant.state !== "deleting")
        await appendPlatformEvent(ports, by, { act: "tenants.remove", target: `tenant ${name}`, detail: { id } });
      await database.control(async (tx) => {
        await tx.updateTable("tenants").set({ state: "deleting" }).where("id", "=", id).execute();
        await tell(tx, id);
      });
      await removeMarked(ports, by, tenant);
    },

    removeLeftovers: () => away(removeLeftovers(ports)),

    export: async (by, nameOrId, folder) => {
      const { id, name } = await customer(nameOrId);
      const act = { act: "tenants.export", target: `tenant ${name}`, detail: {} };
      if (by.tenant === id) await database.tenant(id, (tx) => ledger.appendAuditEvent(tx, by, act));
      else {
        await appendPlatformEvent(ports, by, act);
        await database.tenant(id, (tx) => ledger.appendAuditEvent(tx, asPlatform(by, id), act));
      }
      await ports.exportTenant(id, folder);
    },
  };
}

/** The tenant that the transaction is of, locked: of two changes at once the second starts from what the first left. */
async function ownRow(tx: Tx): Promise<Row<"tenants">> {
  const own = tx.selectFrom("tenants").selectAll().where("id", "=", sql<string>`current_setting('sdetkit.tenant')`);
  return own.forUpdate().executeTakeFirstOrThrow();
}

async function away<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw databaseFault(error);
  }
}

function deleting(name: string) {
  return new Fault("tenant-deleting", `expected an existing tenant, ${name} is being deleted`);
}

function quotasOfOthers() {
  const remedy = "ask a platform administrator";
  return new Fault("quotas-not-allowed", "expected a change of the policy, got one of the quotas", { remedy });
}
