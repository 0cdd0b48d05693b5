import { Fault } from "@sdetkit/core";
import { newId } from "@sdetkit/runtime";
import { sqlState } from "../../storage/database/database-fault.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { AccessPorts } from "./access-ports.ts";
import { checkAccountName, checkLabel, shown } from "./check-names.ts";
import { accountOf, viewOfAccount } from "./find-account.ts";
import { keepAnAdmin } from "./require-remaining-admin.ts";
import { ROLES, type Role } from "./roles.ts";
import { type Access, PLATFORM } from "./types.ts";

const UNIQUE_VIOLATION = "23505";

/** Makes, changes and maps accounts. */
export function accountWrites({
  database,
  ledger,
  now,
}: AccessPorts): Pick<Access, "createAccount" | "changeAccount" | "mapIdentity"> {
  return {
    createAccount: async (tx, by, { name, kind, role }) => {
      checkAccountName(name);
      checkRole(by.tenant, role);
      const id = newId("acc", now());
      try {
        const created_at = new Date(now());
        await tx.insertInto("accounts").values({ tenant: by.tenant, id, name, kind, role, created_at }).execute();
      } catch (error) {
        if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
        const remedy = "choose another name; a disabled account keeps its name because records refer to it";
        throw new Fault("account-exists", `expected a new name, the account ${name} already exists`, { remedy });
      }
      await ledger.appendAuditEvent(tx, by, {
        act: "accounts.create",
        target: `account ${name}`,
        detail: { kind, role },
      });
      return viewOfAccount(tx, by.tenant, id);
    },

    changeAccount: async (tx, by, name, change) => {
      if (change.role !== undefined) checkRole(by.tenant, change.role);
      return keepAnAdmin(tx, by.tenant, now(), async () => {
        const row = await accountOf(tx, by.tenant, name);
        const role = change.role ?? (row.role as Role);
        const disabled = change.disabled ?? row.disabled_at !== null;
        const detail = {
          ...(role === row.role ? {} : { role, was: row.role }),
          ...(disabled === (row.disabled_at !== null) ? {} : { disabled }),
        };
        if (Object.keys(detail).length > 0) {
          const disabled_at = disabled ? (row.disabled_at ?? new Date(now())) : null;
          const set = tx.updateTable("accounts").set({ role, disabled_at });
          await set.where("tenant", "=", by.tenant).where("id", "=", row.id).execute();
          await ledger.appendAuditEvent(tx, by, { act: "accounts.change", target: `account ${row.name}`, detail });
          await database.notify(tx, "tokens");
        }
        return viewOfAccount(tx, by.tenant, row.id);
      });
    },

    mapIdentity: async (tx, by, { account, channel, external }) => {
      checkLabel("the name of a channel", channel, 100);
      checkLabel("an identity of that channel", external, 200);
      const { id, name } = await accountOf(tx, by.tenant, account);
      await requireChannel(tx, by.tenant, channel);
      const key = { tenant: by.tenant, channel, external };
      const before = await tx
        .selectFrom("identities as i")
        .innerJoin("accounts as a", (on) => on.onRef("a.tenant", "=", "i.tenant").onRef("a.id", "=", "i.account"))
        .select(["a.id", "a.name"])
        .where("i.tenant", "=", by.tenant)
        .where("i.channel", "=", channel)
        .where("i.external", "=", external)
        .executeTakeFirst();
      await tx
        .insertInto("identities")
        .values({ ...key, account: id, created_at: new Date(now()) })
        .onConflict((row) => {
          const same = row.columns(["tenant", "channel", "external"]);
          if (before?.id === id) return same.doNothing();
          return same.doUpdateSet({ account: id, confirmed_at: null, code: null, code_until: null });
        })
        .execute();
      const detail = { channel, external, ...(before && before.name !== name ? { was: before.name } : {}) };
      await ledger.appendAuditEvent(tx, by, { act: "accounts.map", target: `account ${name}`, detail });
      return viewOfAccount(tx, by.tenant, id);
    },
  };
}

/** A name that was misspelt would be nobody's, and be forgotten when a channel of that name is added. */
async function requireChannel(tx: Tx, tenant: string, channel: string): Promise<void> {
  const row = tx.selectFrom("channels").select("id").where("tenant", "=", tenant).where("name", "=", channel);
  if ((await row.forShare().executeTakeFirst()) !== undefined) return;
  throw new Fault("unknown-channel", `expected the name of a channel, there is no ${shown(channel)}`);
}

/** The platform's people run the server and see no tenant; a tenant's people never run the server. */
function checkRole(tenant: string, role: string): void {
  const roles = Object.keys(ROLES).filter((name) => (name === "platform-admin") === (tenant === PLATFORM));
  if (roles.includes(role)) return;
  throw new Fault(
    "role-not-allowed",
    `expected a role of ${tenant === PLATFORM ? "the platform" : "a tenant"}, got ${shown(role)}`,
    { remedy: `give one of: ${roles.join(", ")}` },
  );
}
