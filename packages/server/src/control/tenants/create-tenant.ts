import { Fault } from "@sdetkit/core";
import { newId } from "@sdetkit/runtime";
import { sqlState } from "../../storage/database/database-fault.ts";
import { asPlatform } from "../access/server-caller.ts";
import { appendPlatformEvent } from "./append-platform-event.ts";
import { readConfig } from "./check-config.ts";
import { changedQuotas } from "./check-quotas.ts";
import { tenantConfigText } from "./default-config.ts";
import type { TenantPorts } from "./tenant-ports.ts";
import { tenantRow, tenantView } from "./tenant-rows.ts";
import type { Tenants } from "./types.ts";

const NAME = /^[a-z0-9][a-z0-9-]{1,39}$/;
const RESERVED = /^(?:platform|t-platform)$/;
const UNIQUE_VIOLATION = "23505";

/**
 * Makes a tenant in two transactions, since the role that may add tenants sees none of their content: first its row, marked as
 * `deleting`; then everything in it, and the row becomes active. Whatever happens in between leaves nothing that anybody can use, and
 * what is left is removed as a tenant is.
 */
export function tenantCreation(ports: TenantPorts): Tenants["create"] {
  const { database, access, ledger, settings, now } = ports;
  return async (by, { name, config = tenantConfigText(settings.runs.sandbox), quotas = {} }) => {
    checkName(name);
    readConfig(config);
    const allowed = changedQuotas(settings.quotas, quotas);
    const id = newId("t", now());
    const row = { id, name, config, quotas: JSON.stringify(allowed), created_at: new Date(now()) };
    await database
      .control(async (tx) => {
        await tx
          .insertInto("tenants")
          .values({ ...row, state: "deleting" })
          .execute();
      })
      .catch((error) => {
        throw sqlState(error) === UNIQUE_VIOLATION ? tenantExists(name) : error;
      });
    try {
      const act = { act: "tenants.create", target: `tenant ${name}`, detail: { id, quotas: allowed } };
      await appendPlatformEvent(ports, by, act);
      return await database.tenant(id, async (tx) => {
        const owner = asPlatform(by, id);
        await tx.updateTable("tenants").set({ state: "active" }).where("id", "=", id).execute();
        await ledger.create(tx, id);
        await ledger.appendAuditEvent(tx, owner, act);
        await access.createAccount(tx, owner, { name: "admin", kind: "person", role: "tenant-admin" });
        const admin = await access.issueToken(tx, owner, { account: "admin", name: "first token" });
        return { tenant: tenantView(await tenantRow(tx, id)), admin };
      });
    } catch (error) {
      // Should it have become active all the same (the answer to COMMIT was lost), it stays.
      const half = database.routing.deleteFrom("tenants").where("id", "=", id).where("state", "=", "deleting");
      await half.execute().catch(() => undefined);
      throw error;
    }
  };
}

function checkName(name: string): void {
  if (NAME.test(name) && !RESERVED.test(name)) return;
  throw new Fault("invalid-name", `expected a tenant name, got ${JSON.stringify(name.slice(0, 60))}`, {
    remedy: "write 2 to 40 of a-z, 0-9 and -, beginning with a letter or digit, and not platform",
  });
}

function tenantExists(name: string) {
  const remedy = "choose another name; the name of a deleted tenant becomes available when its deletion is complete";
  return new Fault("tenant-exists", `expected a new name, the tenant ${name} already exists`, { remedy });
}
