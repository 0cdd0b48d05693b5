import { isTokenText } from "@sdetkit/runtime";
import { sql } from "kysely";
import { databaseFault } from "../../storage/database/database-fault.ts";
import { GroupCommit } from "../../storage/database/group-commit.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { AccessPorts } from "./access-ports.ts";
import { effectiveScopes, scopesOf } from "./effective-scopes.ts";
import { accountRow } from "./find-account.ts";
import { tokenHash } from "./token-text.ts";
import type { Access, Caller, ChatIdentity, InChat, TokenRefusal } from "./types.ts";

/** How exact `last_used_at` is: within that time a token's use is written once, by all replicas together. */
const USE_MS = 60_000;

/**
 * Who somebody is. A token is looked up by its hash for each request, together with those that came at the same time: however
 * many guess, there is one lookup at a time. Nothing is remembered, so what was revoked, disabled, suspended or given another role
 * is so for the next request on every replica.
 */
export function callers({
  database: { routing, tenant: inTenant },
  now,
}: AccessPorts): Pick<Access, "authenticate" | "whyRefused" | "identify" | "identifyAll" | "impersonate" | "stillMay"> {
  const lookups = new GroupCommit(async (hashes: readonly Buffer[]) => {
    const rows = await routing
      .selectFrom("tokens as t")
      .innerJoin("accounts as a", (on) => on.onRef("a.tenant", "=", "t.tenant").onRef("a.id", "=", "t.account"))
      .innerJoin("tenants as n", "n.id", "t.tenant")
      .select(["t.hash", "t.tenant", "t.id", "t.scopes", "t.expires_at", "t.revoked_at", "t.last_used_at"])
      .select(["a.id as account_id", "a.name as account", "a.role", "a.disabled_at", "n.state"])
      .where("t.hash", "=", sql<Buffer>`ANY(${hashes}::bytea[])`)
      .execute();
    const found = new Map(rows.map((row) => [row.hash.toString("latin1"), row]));
    return hashes.map((hash) => found.get(hash.toString("latin1")) ?? null);
  });
  /** Tokens whose use this replica is writing at the moment. */
  const writing = new Set<string>();

  async function noteUse(tenant: string, id: string, used: Date | null): Promise<void> {
    const before = new Date(now() - USE_MS);
    if ((used !== null && used > before) || writing.has(id)) return;
    writing.add(id);
    try {
      await routing
        .updateTable("tokens")
        .set({ last_used_at: new Date(now()) })
        .where("tenant", "=", tenant)
        .where("id", "=", id)
        .where((row) => row.or([row("last_used_at", "is", null), row("last_used_at", "<=", before)]))
        .execute();
    } finally {
      writing.delete(id);
    }
  }

  return {
    authenticate: async (token) => {
      if (!isTokenText(token)) return null;
      try {
        const row = await lookups.add(tokenHash(token));
        if (row === null || refusalOf(row, now()) !== null) return null;
        await noteUse(row.tenant, row.id, row.last_used_at);
        return {
          tenant: row.tenant,
          account: row.account,
          accountId: row.account_id,
          scopes: effectiveScopes(row.role, row.scopes),
          via: "api",
          token: row.id,
        };
      } catch (error) {
        throw databaseFault(error);
      }
    },

    whyRefused: async (token) => {
      const row = isTokenText(token) ? await lookups.add(tokenHash(token)) : null;
      if (row === null) return "unknown";
      const why = refusalOf(row, now());
      if (why !== "revoked" && why !== "expired") return why ?? "unknown";
      // What took its place is known within its tenant alone.
      const { replaced_by } = await inTenant(row.tenant, (tx) =>
        tx
          .selectFrom("tokens")
          .select("replaced_by")
          .where("tenant", "=", row.tenant)
          .where("id", "=", row.id)
          .executeTakeFirstOrThrow(),
      );
      return replaced_by === null ? why : "replaced";
    },

    identify: async (tx, tenant, channel, external, via) =>
      (await identifyAll(tx, tenant, [{ channel, external, via }]))[0] ?? null,

    identifyAll,

    impersonate: callerOf,

    stillMay: async (tx, { tenant, accountId, token, via }, scope) => {
      const today = await callerOf(tx, tenant, accountId, via);
      if (today === null || !today.scopes.has(scope)) return false;
      if (token === null) return true;
      const row = await tx
        .selectFrom("tokens")
        .select(["scopes", "expires_at", "revoked_at"])
        .where("tenant", "=", tenant)
        .where("id", "=", token)
        .executeTakeFirst();
      if (!row || row.revoked_at !== null || !row.scopes.includes(scope)) return false;
      return row.expires_at === null || row.expires_at.getTime() > now();
    },
  };
}

interface TokenRow {
  readonly revoked_at: Date | null;
  readonly expires_at: Date | null;
  readonly disabled_at: Date | null;
  readonly state: string;
}

/** Null: it is good. What the holder can mend themselves comes first. */
function refusalOf({ revoked_at, expires_at, disabled_at, state }: TokenRow, nowMs: number): TokenRefusal | null {
  const expired = expires_at !== null && expires_at.getTime() <= nowMs;
  if (revoked_at !== null) return "revoked";
  if (expired) return "expired";
  if (disabled_at !== null) return "account-disabled";
  return state === "active" ? null : "tenant-not-active";
}

async function identifyAll(tx: Tx, tenant: string, people: readonly InChat[]): Promise<readonly (Caller | null)[]> {
  const { rows } = await sql<{ channel: string; external: string; id: string; name: string; role: string }>`
    SELECT i.channel, i.external, a.id, a.name, a.role
    FROM unnest(
      ${people.map(({ channel }) => channel)}::text[], ${people.map(({ external }) => external)}::text[]
    ) AS asked (channel, external)
    JOIN identities AS i ON i.tenant = ${tenant} AND i.channel = asked.channel AND i.external = asked.external
    JOIN accounts AS a ON a.tenant = i.tenant AND a.id = i.account AND a.disabled_at IS NULL
    JOIN tenants AS t ON t.id = i.tenant AND t.state = 'active'`.execute(tx);
  const nameOf = ({ channel, external }: ChatIdentity) => JSON.stringify([channel, external]);
  const known = new Map(rows.map((row) => [nameOf(row), row]));
  return people.map(({ channel, external, via }) => {
    const row = known.get(nameOf({ channel, external }));
    if (row === undefined) return null;
    const { id: accountId, name: account, role } = row;
    const scopes = new Set(scopesOf(role));
    return { tenant, account, accountId, scopes, via, token: null, chat: { channel, external } };
  });
}

/** An account with all that its role may do. */
async function callerOf(tx: Tx, tenant: string, nameOrId: string, via: string): Promise<Caller | null> {
  const row = await accountRow(tx, tenant, nameOrId);
  if (!row || row.disabled_at !== null) return null;
  const owner = await tx.selectFrom("tenants").select("state").where("id", "=", tenant).executeTakeFirst();
  if (owner?.state !== "active") return null;
  const scopes = new Set(scopesOf(row.role));
  return { tenant, account: row.name, accountId: row.id, scopes, via, token: null };
}
