import { type KyselyPlugin, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_MASTER_KEY } from "../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import { createLedger } from "../../storage/ledger/create-ledger.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import { createVault } from "../../storage/vault/create-vault.ts";
import { createAccess } from "./create-access.ts";
import { ROLES, type Scope } from "./roles.ts";
import { asPlatform, serverCaller } from "./server-caller.ts";
import { newTokenText } from "./token-text.ts";
import { type Access, type Caller, PLATFORM } from "./types.ts";

const ONE = "t-one";
const TWO = "t-two";
let database: Database;
let drop: () => Promise<void>;
let access: Access;
let clock = Date.UTC(2026, 10, 22);
let ledger: Ledger;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  ledger = ledgerOn(database);
  access = createAccess({ database, ledger, now: () => clock });
  for (const id of [ONE, TWO]) {
    await database.routing.insertInto("tenants").values({ id, name: id, config: "", quotas: "{}" }).execute();
    await database.tenant(id, (tx) => ledger.create(tx, id));
  }
});
afterAll(() => drop());

function ledgerOn(own: Database): Ledger {
  const roots = { folder: () => Promise.reject(new Error("nothing is published here")) };
  return createLedger({ database: own, vault: createVault(TEST_MASTER_KEY), roots, now: () => clock });
}

const admin = serverCaller(ONE);
const inOne = <T>(work: (tx: Tx) => Promise<T>) => database.tenant(ONE, work);
let count = 0;
async function person(role: keyof typeof ROLES, tenant = ONE): Promise<string> {
  count += 1;
  const name = `person-${count}`;
  await database.tenant(tenant, (tx) => access.createAccount(tx, serverCaller(tenant), { name, kind: "person", role }));
  return name;
}
/** A channel of the first tenant. */
const channel = (name: string) =>
  inOne((tx) => {
    const row = { tenant: ONE, id: `ch-${name}`, name, kind: "slack", endpoint: name, settings: "{}", secret: null };
    return tx.insertInto("channels").values(row).execute();
  });
const tokenFor = (account: string, more: { scopes?: Scope[]; expiresAt?: Date } = {}, by: Caller = admin) =>
  inOne((tx) => access.issueToken(tx, by, { account, name: "test", ...more }));
async function callerOf(token: string): Promise<Caller> {
  const caller = await access.authenticate(token);
  if (!caller) throw new Error("expected a caller");
  return caller;
}

describe("a token", () => {
  it("is found among many that guess at the same time, who get one lookup at a time together", async () => {
    let asked = 0;
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        asked += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const counted = { ...database, routing: database.routing.withPlugin(counting) };
    const { authenticate } = createAccess({ database: counted, ledger, now: () => clock });
    const names = [await person("operator"), await person("viewer", TWO)];
    const own = [
      await tokenFor(names[0] as string),
      await database.tenant(TWO, (tx) =>
        access.issueToken(tx, serverCaller(TWO), { account: names[1] as string, name: "test" }),
      ),
    ];
    const guesses = Array.from({ length: 200 }, newTokenText);
    const tokens = [...guesses.slice(100), ...own.map(({ token }) => token), ...guesses.slice(0, 100)];
    const found = await Promise.all(tokens.map((token) => authenticate(token)));
    expect(found.map((caller) => caller?.account ?? null)).toEqual(
      tokens.map((token) => names[own.findIndex((each) => each.token === token)] ?? null),
    );
    // One for all of them, and one for the use of each that is real.
    expect(asked).toBe(3);
  });

  it("says who calls, with what the role may do, and is nowhere in the database", async () => {
    const name = await person("operator");
    const issued = await tokenFor(name);
    const caller = await callerOf(issued.token);
    expect(caller).toMatchObject({ tenant: ONE, account: name, via: "api", token: issued.id });
    expect([...caller.scopes].sort()).toEqual([...ROLES.operator].sort());
    const rows = await inOne((tx) => sql<{ row: string }>`SELECT t::text AS row FROM tokens t`.execute(tx));
    const acts = await inOne((tx) => ledger.acts(tx, ONE, { limit: 2 }));
    const leaves = await inOne((tx) => tx.selectFrom("ledger").select("leaf").execute());
    const written = JSON.stringify([rows.rows, acts, leaves, await inOne((tx) => access.tokens(tx, ONE))]);
    expect(written).toContain(issued.id);
    expect(written).not.toContain(issued.token.slice(4, 40));
    expect(acts.map(({ act, target }) => [act, target])).toEqual([
      ["tokens.create", `token ${issued.id}`],
      ["accounts.create", `account ${name}`],
    ]);
  });

  it("that is unknown or malformed names nobody; a malformed one asks no database", async () => {
    expect(await access.authenticate(newTokenText())).toBeNull();
    expect(await access.whyRefused(newTokenText())).toBe("unknown");
    const silent = createAccess({
      database: { ...database, routing: undefined as unknown as Database["routing"] },
      ledger,
    });
    for (const text of ["", "Bearer", newTokenText().slice(0, -1), `${newTokenText().slice(0, -1)}!`])
      expect([await silent.authenticate(text), await silent.whyRefused(text)]).toEqual([null, "unknown"]);
  });

  it("ends on its expiry, on its revocation, and with its account or tenant, on every replica at once", async () => {
    const other = createAccess({ database, ledger, now: () => clock });
    const name = await person("viewer");
    const expiring = await tokenFor(name, { expiresAt: new Date(clock + 1_000) });
    expect(await other.authenticate(expiring.token)).not.toBeNull();
    clock += 1_000;
    expect(await other.authenticate(expiring.token)).toBeNull();
    expect(await other.whyRefused(expiring.token)).toBe("expired");

    const revoked = await tokenFor(name);
    expect(await other.authenticate(revoked.token)).not.toBeNull();
    expect(await inOne((tx) => access.revokeToken(tx, admin, revoked.id))).toMatchObject({ state: "revoked" });
    expect(await other.authenticate(revoked.token)).toBeNull();
    expect(await other.whyRefused(revoked.token)).toBe("revoked");

    const kept = await tokenFor(name);
    await inOne((tx) => access.changeAccount(tx, admin, name, { disabled: true }));
    expect(await other.authenticate(kept.token)).toBeNull();
    expect(await other.whyRefused(kept.token)).toBe("account-disabled");
    await inOne((tx) => access.changeAccount(tx, admin, name, { disabled: false }));
    expect(await other.authenticate(kept.token)).not.toBeNull();
    const setState = (state: "active" | "suspended") =>
      database.routing.updateTable("tenants").set({ state }).where("id", "=", ONE).execute();
    await setState("suspended");
    expect(await other.authenticate(kept.token)).toBeNull();
    expect(await other.whyRefused(kept.token)).toBe("tenant-not-active");
    await setState("active");
    const holder = await other.authenticate(kept.token);
    await inOne((tx) => access.claimToken(tx, holder!));
    expect(await other.authenticate(kept.token)).toBeNull();
    expect(await other.whyRefused(kept.token)).toBe("replaced");
  });

  it("has no more than its account's role, whatever the role was when it was made", async () => {
    const name = await person("template-owner");
    const { token } = await tokenFor(name);
    expect((await callerOf(token)).scopes.has("templates:write")).toBe(true);
    await inOne((tx) => access.changeAccount(tx, admin, name, { role: "viewer" }));
    expect([...(await callerOf(token)).scopes].sort()).toEqual([...ROLES.viewer].sort());
    await inOne((tx) => access.changeAccount(tx, admin, name, { role: "approver" }));
    expect((await callerOf(token)).scopes.has("approvals:decide")).toBe(false);
  });

  it("notes its last use once a minute, not with each request", async () => {
    const { token, id } = await tokenFor(await person("viewer"));
    const used = async () => (await inOne((tx) => access.tokens(tx, ONE))).find((one) => one.id === id)?.last_used_at;
    const version = async () =>
      (await inOne((tx) => sql<{ xmin: string }>`SELECT xmin FROM tokens WHERE id = ${id}`.execute(tx))).rows[0]?.xmin;
    expect(await used()).toBeNull();
    await access.authenticate(token);
    const first = await version();
    expect(await used()).toBe(new Date(clock).toISOString());
    clock += 59_999;
    await Promise.all(Array.from({ length: 20 }, () => access.authenticate(token)));
    expect(await version()).toBe(first);
    clock += 1;
    await Promise.all(Array.from({ length: 20 }, () => access.authenticate(token)));
    expect(await used()).toBe(new Date(clock).toISOString());
  });

  it("is refused scopes beyond the account's role, none at all, and an expiry that is past", async () => {
    const name = await person("viewer");
    await expect(tokenFor(name, { scopes: ["runs:write"] })).rejects.toMatchObject({ code: "scope-not-allowed" });
    await expect(tokenFor(name, { scopes: [] })).rejects.toMatchObject({ code: "scope-not-allowed" });
    await expect(tokenFor(name, { expiresAt: new Date(clock) })).rejects.toMatchObject({ code: "invalid-expiry" });
    await expect(tokenFor("nobody")).rejects.toMatchObject({ code: "unknown-account" });
  });

  it("never makes one that can do more than itself, unless it may appoint", async () => {
    const boss = await person("tenant-admin");
    const approver = await person("approver");
    const narrow = await callerOf((await tokenFor(boss, { scopes: ["tokens:write", "runs:read"] })).token);
    const widen = tokenFor(approver, { scopes: ["approvals:decide"] }, narrow);
    await expect(widen).rejects.toMatchObject({ code: "scope-not-allowed" });
    expect(await tokenFor(boss, { scopes: ["runs:read"] }, narrow)).toMatchObject({ scopes: ["runs:read"] });
    const wide = await tokenFor(approver);
    const rotating = inOne((tx) => access.rotateToken(tx, narrow, wide.id, 0));
    await expect(rotating).rejects.toMatchObject({ code: "scope-not-allowed" });

    const full = await callerOf((await tokenFor(boss)).token);
    expect(full.scopes.has("approvals:decide")).toBe(false);
    expect((await tokenFor(approver, {}, full)).scopes).toContain("approvals:decide");
    await expect(tokenFor(boss, { scopes: ["approvals:decide"] }, full)).rejects.toMatchObject({
      code: "scope-not-allowed",
    });
  });

  it("is not ended by one that can do less, unless that one may disable its account", async () => {
    const boss = await tokenFor(await person("tenant-admin"));
    const worker = await person("tenant-admin");
    const narrow = await callerOf((await tokenFor(worker, { scopes: ["tokens:write", "runs:read"] })).token);
    const lesser = await tokenFor(worker, { scopes: ["runs:read"] });
    await expect(inOne((tx) => access.revokeToken(tx, narrow, boss.id))).rejects.toMatchObject({
      code: "scope-not-allowed",
    });
    await expect(inOne((tx) => access.rotateToken(tx, narrow, boss.id, 0))).rejects.toMatchObject({
      code: "scope-not-allowed",
    });
    expect(await access.authenticate(boss.token)).not.toBeNull();
    expect(await inOne((tx) => access.revokeToken(tx, narrow, lesser.id))).toMatchObject({ state: "revoked" });
    const approver = await tokenFor(await person("approver"));
    const full = await callerOf(boss.token);
    expect(await inOne((tx) => access.revokeToken(tx, full, approver.id))).toMatchObject({ state: "revoked" });
  });

  it("that is the last one which can make others stays, also when two end each other at once", async () => {
    const own = "t-last";
    await database.routing.insertInto("tenants").values({ id: own, name: own, config: "", quotas: "{}" }).execute();
    await database.tenant(own, (tx) => ledger.create(tx, own));
    const names = [await person("tenant-admin", own), await person("tenant-admin", own)];
    const issue = (account: string, more: { scopes?: Scope[] } = {}) =>
      database.tenant(own, (tx) => access.issueToken(tx, serverCaller(own), { account, name: "test", ...more }));
    const tokens = [await issue(names[0] as string), await issue(names[1] as string)];
    await issue(names[0] as string, { scopes: ["tokens:write"] });
    const callers = await Promise.all(tokens.map(({ token }) => callerOf(token)));
    const revoke = (by: number, id: string) =>
      database.tenant(own, (tx) => access.revokeToken(tx, callers[by] as Caller, id));
    const both = await Promise.allSettled([revoke(0, tokens[1]?.id as string), revoke(1, tokens[0]?.id as string)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "last-admin-token" });
    const left = both[0]?.status === "fulfilled" ? 0 : 1;
    await expect(revoke(left, tokens[left]?.id as string)).rejects.toMatchObject({ code: "last-admin-token" });
    const disable = database.tenant(own, (tx) =>
      access.changeAccount(tx, serverCaller(own), names[left] as string, { disabled: true }),
    );
    await expect(disable).rejects.toMatchObject({ code: "last-admin-token" });
    const fresh = await database.tenant(own, (tx) =>
      access.rotateToken(tx, serverCaller(own), tokens[left]?.id as string, 0),
    );
    expect(await access.authenticate(fresh.token)).not.toBeNull();
  });

  it("is refused as a name, and not repeated in the message", async () => {
    const { token } = await tokenFor(await person("viewer"));
    for (const wrong of [
      (tx: Tx) => access.revokeToken(tx, admin, token),
      (tx: Tx) => access.issueToken(tx, admin, { account: token, name: "x" }),
      (tx: Tx) => access.createAccount(tx, admin, { name: token, kind: "service", role: "viewer" }),
      (tx: Tx) => access.issueToken(tx, admin, { account: "admin", name: `x ${token}` }),
    ])
      await expect(inOne<unknown>(wrong)).rejects.toThrow(/^(?!.*sdk_\w{20}).*a token's secret/);
  });
});

describe("rotating", () => {
  it("makes a new secret for the same rights and lifetime, and lets the old one go on for the overlap", async () => {
    const old = await tokenFor(await person("operator"), {
      scopes: ["runs:read", "runs:write"],
      expiresAt: new Date(clock + 3_600_000),
    });
    clock += 1_000_000;
    const fresh = await inOne((tx) => access.rotateToken(tx, admin, old.id, 60));
    expect(fresh).toMatchObject({ name: old.name, account: old.account, scopes: old.scopes });
    expect(fresh.expires_at).toBe(new Date(clock + 3_600_000).toISOString());
    expect(await access.authenticate(old.token)).not.toBeNull();
    clock += 60_000;
    expect(await access.authenticate(old.token)).toBeNull();
    expect(await access.authenticate(fresh.token)).not.toBeNull();
    const list = await inOne((tx) => access.tokens(tx, ONE));
    expect(list.find(({ id }) => id === old.id)).toMatchObject({ state: "expired", replaced_by: fresh.id });
  });

  it("ends the old one at once without an overlap, and never lengthens its life", async () => {
    const old = await tokenFor(await person("viewer"));
    await inOne((tx) => access.rotateToken(tx, admin, old.id, 0));
    expect(await access.authenticate(old.token)).toBeNull();
    const short = await tokenFor(await person("viewer"), { expiresAt: new Date(clock + 5_000) });
    await inOne((tx) => access.rotateToken(tx, admin, short.id, 3_600));
    clock += 5_000;
    expect(await access.authenticate(short.token)).toBeNull();
  });

  it("happens once: of two at the same time one is told who replaced it", async () => {
    const old = await tokenFor(await person("viewer"));
    const both = await Promise.allSettled([1, 2].map(() => inOne((tx) => access.rotateToken(tx, admin, old.id, 60))));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "token-not-active" });
    await expect(inOne((tx) => access.rotateToken(tx, admin, old.id, -1))).rejects.toMatchObject({
      code: "invalid-overlap",
    });
  });

  it("does not carry over scopes that the role has lost", async () => {
    const name = await person("operator");
    const old = await tokenFor(name);
    await inOne((tx) => access.changeAccount(tx, admin, name, { role: "viewer" }));
    const fresh = await inOne((tx) => access.rotateToken(tx, admin, old.id, 0));
    await inOne((tx) => access.changeAccount(tx, admin, name, { role: "operator" }));
    expect((await callerOf(fresh.token)).scopes.has("runs:write")).toBe(false);
  });
});

describe("an account", () => {
  it("has a name of one spelling, once in a tenant, and a role of its side", async () => {
    const create = (name: string, role = "viewer", tenant = ONE) =>
      database.tenant(tenant, (tx) =>
        access.createAccount(tx, serverCaller(tenant), { name, kind: "person", role: role as "viewer" }),
      );
    await create("alice@example.org");
    await create("alice@example.org", "viewer", TWO);
    await expect(create("alice@example.org")).rejects.toMatchObject({ code: "account-exists" });
    for (const name of ["", "Alice", "a b", "*", "server", "../x", "аlice", "x".repeat(101), "platform/admin"])
      await expect(create(name)).rejects.toMatchObject({ code: "invalid-name" });
    for (const role of ["platform-admin", "root", "constructor"])
      await expect(create("bob", role)).rejects.toMatchObject({ code: "role-not-allowed" });
  });

  it("is found by a chat identity, until it is disabled; another tenant's identity is nobody", async () => {
    const name = await person("approver");
    await channel("slack");
    const identity = { account: name, channel: "slack", external: "U123" };
    const view = await inOne((tx) => access.mapIdentity(tx, admin, identity));
    expect(view.identities).toEqual([{ channel: "slack", external: "U123", confirmed: false }]);
    const identify = (tenant = ONE, channel = "slack") =>
      database.tenant(tenant, (tx) => access.identify(tx, tenant, channel, "U123", "slack"));
    expect(await identify()).toMatchObject({ account: name, via: "slack", token: null });
    expect((await identify())?.scopes.has("approvals:decide")).toBe(true);
    expect(await identify(TWO)).toBeNull();
    expect(await identify(ONE, "telegram")).toBeNull();
    const people = ["U404", "U123", "U123"].map((external) => ({ channel: "slack", external, via: "slack" as const }));
    const known = await inOne((tx) => access.identifyAll(tx, ONE, people));
    expect(known.map((caller) => caller?.account ?? null)).toEqual([null, name, name]);
    const successor = await person("viewer");
    await inOne((tx) => access.mapIdentity(tx, admin, { ...identity, account: successor }));
    expect(await identify()).toMatchObject({ account: successor });
    const [act] = await inOne((tx) => ledger.acts(tx, ONE, { limit: 1 }));
    expect(act).toMatchObject({ act: "accounts.map", detail: { channel: "slack", external: "U123", was: name } });
    await inOne((tx) => access.changeAccount(tx, admin, successor, { disabled: true }));
    expect(await identify()).toBeNull();
    expect(await inOne((tx) => access.impersonate(tx, ONE, successor, "schedule"))).toBeNull();
    expect(await inOne((tx) => access.impersonate(tx, ONE, name, "schedule"))).toMatchObject({ account: name });
  });

  it("is nobody in a channel that is not there: a name that was misspelt, or one of another tenant", async () => {
    const account = await person("approver", TWO);
    await channel("ours");
    const identity = { account, channel: "ours", external: "U123" };
    await expect(
      database.tenant(TWO, (tx) => access.mapIdentity(tx, serverCaller(TWO), identity)),
    ).rejects.toMatchObject({
      code: "unknown-channel",
    });
    expect((await database.tenant(TWO, (tx) => access.accounts(tx, TWO))).flatMap((each) => each.identities)).toEqual(
      [],
    );
  });

  it("that is the last admin stays one, also when two take it from each other at once", async () => {
    const by = serverCaller(TWO);
    const [first, second] = [await person("tenant-admin", TWO), await person("tenant-admin", TWO)];
    const change = (name: string, to: Parameters<Access["changeAccount"]>[3]) =>
      database.tenant(TWO, (tx) => access.changeAccount(tx, by, name, to));
    const both = await Promise.allSettled([change(first, { disabled: true }), change(second, { role: "viewer" })]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "last-admin" });
    expect((await database.tenant(TWO, (tx) => access.accounts(tx, TWO))).filter(isAdmin)).toHaveLength(1);
  });

  it("of one tenant cannot be touched by another", async () => {
    const name = await person("viewer");
    const { id } = await tokenFor(name);
    const by = serverCaller(TWO);
    await expect(database.tenant(TWO, (tx) => access.revokeToken(tx, by, id))).rejects.toMatchObject({
      code: "unknown-token",
    });
    await expect(database.tenant(TWO, (tx) => access.changeAccount(tx, by, name, {}))).rejects.toMatchObject({
      code: "unknown-account",
    });
  });
});

const isAdmin = ({ role, disabled }: { role: string; disabled: boolean }) => role === "tenant-admin" && !disabled;

describe("the platform", () => {
  it("gets one admin and one token, however many replicas start at once, and another only when asked", async () => {
    const many = await Promise.all(Array.from({ length: 6 }, () => access.bootstrapPlatform()));
    const tokens = many.filter((one) => one !== null);
    expect(tokens).toHaveLength(1);
    const acts = await database.tenant(PLATFORM, (tx) => ledger.acts(tx, PLATFORM, { limit: 9 }));
    expect(acts.map(({ act, actor }) => `${act} by ${actor}`)).toEqual([
      "tokens.create by server",
      "accounts.create by server",
    ]);
    const caller = await callerOf(tokens[0]?.token ?? "");
    expect(caller).toMatchObject({ tenant: PLATFORM, account: "admin" });
    expect([...caller.scopes].sort()).toEqual([...ROLES["platform-admin"]].sort());
    expect(await access.bootstrapPlatform()).toBeNull();
    const anew = await access.bootstrapPlatform({ anew: true });
    expect(await access.authenticate(anew?.token ?? "")).not.toBeNull();
    expect(asPlatform(caller, ONE)).toMatchObject({ tenant: ONE, account: "platform/admin" });
  });

  it("finishes a first start that was killed half-way", async () => {
    const own = await openTestDatabase();
    try {
      const dying = createAccess({
        database: own.database,
        ledger: { ...ledgerOn(own.database), appendAuditEvent: () => Promise.reject(new Error("killed")) },
      });
      await expect(dying.bootstrapPlatform()).rejects.toThrow("killed");
      const next = createAccess({ database: own.database, ledger: ledgerOn(own.database) });
      expect((await next.bootstrapPlatform())?.account).toBe("admin");
    } finally {
      await own.drop();
    }
  });
});
