import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "@sdetkit/core";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TENANT_TABLES } from "../../storage/database/migrations/0001-first.ts";
import { type Caller, PLATFORM } from "../access/types.ts";
import { tenantConfigText } from "./default-config.ts";
import { openTenantsWorld, TEST_QUOTAS, type TenantsWorld } from "./testing/tenants-world.ts";

let world: TenantsWorld;
beforeAll(async () => {
  world = await openTenantsWorld();
});
afterAll(() => world.close());

let count = 0;
async function make(more: { config?: string } = {}) {
  count += 1;
  const made = await world.tenants.create(world.admin, { name: `acme-${count}`, ...more });
  const own = (await world.access.authenticate(made.admin.token)) as Caller;
  return { ...made, ...made.tenant, own };
}
const actsOf = (tenant: string) =>
  world.database.tenant(tenant, async (tx) =>
    (await world.ledger.acts(tx, tenant, { limit: 50 })).map(({ act, actor }) => `${act} by ${actor}`),
  );

describe("a new tenant", () => {
  it("has an admin with a token, a ledger, and acts in its own and in the platform's audit log", async () => {
    const { id, name, admin, own, tenant } = await make();
    expect(own).toMatchObject({ tenant: id, account: "admin" });
    expect(own.scopes.has("approvals:decide")).toBe(false);
    expect(tenant).toMatchObject({ name, state: "active", quotas: TEST_QUOTAS });
    expect((await actsOf(id)).reverse()).toEqual([
      "tenants.create by platform/admin",
      "accounts.create by platform/admin",
      "tokens.create by platform/admin",
    ]);
    expect((await actsOf(PLATFORM))[0]).toBe("tenants.create by admin");
    expect(admin.created_by).toBe("platform/admin");
    expect(await world.tenants.find(name)).toEqual(tenant);
    expect(await world.tenants.find(id)).toEqual(tenant);
    expect(await world.tenants.list()).toContainEqual(tenant);
    expect((await world.tenants.list()).map((one) => one.id)).not.toContain(PLATFORM);
  });

  it("is under a strict policy: sandboxed, offline, approved by somebody else", async () => {
    const { id } = await make();
    const { config, quotas, state } = await world.tenants.rules(id);
    expect({ quotas, state }).toEqual({ quotas: TEST_QUOTAS, state: "active" });
    expect(config).toMatchObject({ sandbox: "required", tools: [] });
    expect(config.policy).toMatchObject({ network: false, env: [], approvals: { approvers: ["*"], self: false } });
    expect(config.policy.shell).toContainEqual(["git", "rev-parse", "HEAD"]);
    for (const sandbox of ["required", "auto", "off"] as const)
      expect(parseConfig("config.yaml", tenantConfigText(sandbox))).toMatchObject({ ok: true, diagnostics: [] });
  });

  it("needs a name of its own, a config without errors and quotas that are numbers", async () => {
    const { name } = await make();
    const create = (tenant: object) => world.tenants.create(world.admin, { name: "fresh", ...tenant });
    await expect(create({ name })).rejects.toMatchObject({ code: "tenant-exists" });
    for (const wrong of ["", "a", "-a", "Acme", "a_b", "platform", "t-platform", "a".repeat(41), "../x"])
      await expect(create({ name: wrong })).rejects.toMatchObject({ code: "invalid-name" });
    const invalid = create({ config: "version: 1\npolicy:\n  shell: [git log]\n" });
    await expect(invalid).rejects.toMatchObject({ code: "invalid-config", diagnostics: [{ place: { line: 3 } }] });
    for (const quotas of [{ runsPerDay: -1 }, { burst: 0 }, { perSecond: Number.NaN }, { storageBytes: 1.5 }])
      await expect(create({ quotas })).rejects.toMatchObject({ code: "invalid-quotas" });
    await expect(world.tenants.find("fresh")).rejects.toMatchObject({ code: "unknown-tenant" });
  });

  it("is not there when making it failed half-way, and its name is free", async () => {
    const failing = world.replica({
      access: { ...world.access, issueToken: () => Promise.reject(new Error("no")) },
    });
    await expect(failing.create(world.admin, { name: "half" })).rejects.toThrow("no");
    await expect(world.tenants.find("half")).rejects.toMatchObject({ code: "unknown-tenant" });
    expect((await world.tenants.create(world.admin, { name: "half" })).tenant.state).toBe("active");
  });
});

describe("a tenant's state", () => {
  it("suspended refuses its tokens at once, and gives them back", async () => {
    const { name, id, admin } = await make();
    await world.tenants.setState(world.admin, name, "suspended");
    expect(await world.access.authenticate(admin.token)).toBeNull();
    expect((await world.tenants.rules(id)).state).toBe("suspended");
    expect((await world.tenants.setState(world.admin, id, "active")).state).toBe("active");
    expect(await world.access.authenticate(admin.token)).not.toBeNull();
    expect((await actsOf(id)).slice(0, 2)).toEqual([
      "tenants.resume by platform/admin",
      "tenants.suspend by platform/admin",
    ]);
  });

  it("of the platform is not to be changed", async () => {
    for (const name of [PLATFORM, "platform"]) {
      await expect(world.tenants.setState(world.admin, name, "suspended")).rejects.toMatchObject({
        code: "platform-tenant",
      });
      await expect(world.tenants.remove(world.admin, name)).rejects.toMatchObject({ code: "platform-tenant" });
    }
  });
});

describe("a change", () => {
  it("of the policy counts at once here, and elsewhere when its notice arrives", async () => {
    const { id, own } = await make();
    const other = world.replica();
    expect((await other.rules(id)).config.workers).toBe(4);
    await world.tenants.rules(id);
    const config = "version: 1\nworkers: 2\npolicy: { approvals: { identity: confirmed } }\n";
    await world.database.tenant(id, (tx) => world.tenants.change(tx, own, { config }));
    expect((await world.tenants.rules(id)).config.workers).toBe(2);
    await expect.poll(async () => (await other.rules(id)).config.workers).toBe(2);
    expect((await actsOf(id))[0]).toBe("tenants.change by admin");
  });

  it("with an error is refused with its places, and nothing is changed", async () => {
    const { id, own } = await make();
    const change = world.database.tenant(id, (tx) => world.tenants.change(tx, own, { config: "workers: [" }));
    await expect(change).rejects.toMatchObject({ code: "invalid-config" });
    expect((await world.tenants.rules(id)).config.workers).toBe(4);
  });

  it("by the tenant's own people never reaches more of the server's machine, nor the quotas", async () => {
    const { id, own } = await make({ config: "version: 1\ntools: [/opt/node]\n" });
    const change = (by: Caller, to: Parameters<typeof world.tenants.change>[2]) =>
      world.database.tenant(id, (tx) => world.tenants.change(tx, by, to));
    for (const config of [
      "tools: [/opt/node, /srv/sdetkit/server]",
      "policy:\n  env: [HOME]",
      "policy:\n  network: true",
    ])
      await expect(change(own, { config })).rejects.toThrow(/no more access to the server's machine/);
    await expect(change(own, { quotas: { runsPerDay: 9 } })).rejects.toMatchObject({ code: "quotas-not-allowed" });
    await change(own, { config: "tools: [/opt/node]\nsandbox: off\n" });
    expect((await world.tenants.rules(id)).config).toMatchObject({ tools: ["/opt/node"], sandbox: "required" });
    const changed = await change({ ...world.admin, tenant: id }, { quotas: { runsPerDay: 9 } });
    expect(changed.quotas).toEqual({ ...TEST_QUOTAS, runsPerDay: 9 });
    expect((await actsOf(id))[0]).toBe("tenants.change by platform/admin");
    expect((await actsOf(PLATFORM))[0]).toBe("tenants.change by admin");
  });
});

describe("removing a tenant", () => {
  async function fill(id: string): Promise<string> {
    await world.database.tenant(id, async (tx) => {
      await tx.insertInto("workspaces").values({ tenant: id, name: "w", kind: "folder", location: "/" }).execute();
      const run = { workspace: "w", task: "x", inputs: "{}", requester: "admin", channel: "api" };
      const ids = Array.from({ length: 6_000 }, (_, n) => ({ ...run, tenant: id, id: `r-${n}` }));
      for (let at = 0; at < ids.length; at += 1_000)
        await tx
          .insertInto("runs")
          .values(ids.slice(at, at + 1_000))
          .execute();
      await tx.insertInto("run_events").values({ tenant: id, run: "r-1", n: 1, replica: "x", body: "{}" }).execute();
      await tx.insertInto("queue").values({ tenant: id, run: "r-1" }).execute();
      await tx.insertInto("inbox").values({ tenant: id, channel: "c", event: "e" }).execute();
      await tx
        .insertInto("buckets")
        .values({ tenant: id, key: Buffer.of(1), tokens: 1, at: new Date() })
        .execute();
    });
    const folder = await world.roots.folder("history", id);
    await world.roots.store("history", id).put("x", "y");
    return folder;
  }
  /** Rows of a tenant in any table, as the owner of the database sees them. */
  async function rowsOf(id: string): Promise<number> {
    const client = new Client(world.url);
    await client.connect();
    try {
      const counts = [...TENANT_TABLES.map((table) => [table, "tenant"]), ["tenants", "id"]].map(
        ([table, column]) => `SELECT count(*)::int AS n FROM sdetkit.${table} WHERE ${column} = '${id}'`,
      );
      await client.query("SET row_security = off");
      const { rows } = await client.query<{ sum: string }>(
        `SELECT sum(n) FROM (${counts.join(" UNION ALL ")}) AS all_of_them`,
      );
      return Number(rows[0]?.sum);
    } finally {
      await client.end();
    }
  }

  it("leaves no row and no file, and the platform's ledger says that it went", async () => {
    const { id, name, admin } = await make();
    const folder = await fill(id);
    expect(await rowsOf(id)).toBeGreaterThan(6_000);
    expect(existsSync(join(folder, "x"))).toBe(true);
    await world.tenants.remove(world.admin, name);
    expect(await rowsOf(id)).toBe(0);
    expect(existsSync(folder)).toBe(false);
    expect(await world.access.authenticate(admin.token)).toBeNull();
    await expect(world.tenants.find(id)).rejects.toMatchObject({ code: "unknown-tenant" });
    expect((await actsOf(PLATFORM)).slice(0, 2)).toEqual(["tenants.removed by admin", "tenants.remove by admin"]);
  });

  it("goes on when it was killed half-way: by asking again, or by itself later", async () => {
    const [one, two] = [await make(), await make()];
    for (const { id } of [one, two]) {
      await fill(id);
      const dying = world.replica({ roots: { ...world.roots, erase: () => Promise.reject(new Error("killed")) } });
      await expect(dying.remove(world.admin, id)).rejects.toThrow("killed");
      expect((await world.tenants.find(id)).state).toBe("deleting");
      await expect(world.tenants.setState(world.admin, id, "active")).rejects.toMatchObject({
        code: "tenant-deleting",
      });
    }
    await world.tenants.remove(world.admin, one.name);
    expect(await rowsOf(one.id)).toBe(0);
    expect(await world.tenants.removeLeftovers()).toBe(0);
    world.clock.now += 600_001;
    expect(await world.tenants.removeLeftovers()).toBe(1);
    expect(await rowsOf(two.id)).toBe(0);
  });

  it.each([0, 1])("is finished for every other tenant when one of them cannot be removed (%i)", async (which) => {
    const two = [await make(), await make()];
    const dying = world.replica({ roots: { ...world.roots, erase: () => Promise.reject(new Error("killed")) } });
    for (const { id } of two) await expect(dying.remove(world.admin, id)).rejects.toThrow("killed");
    world.clock.now += 600_001;
    const [stuck, other] = [two[which]!.id, two[1 - which]!.id];
    const erase = (id: string) =>
      id === stuck ? Promise.reject(new Error("a folder is in use")) : world.roots.erase(id);
    const replica = world.replica({ roots: { ...world.roots, erase } });
    await expect(replica.removeLeftovers()).rejects.toThrow("in use");
    await expect(world.tenants.find(other)).rejects.toMatchObject({ code: "unknown-tenant" });
    expect(await world.tenants.removeLeftovers()).toBe(1);
  });

  it("leaves other tenants as they are", async () => {
    const [one, two] = [await make(), await make()];
    await fill(two.id);
    const before = await rowsOf(two.id);
    await world.tenants.remove(world.admin, one.id);
    expect(await rowsOf(two.id)).toBe(before);
    expect(await world.access.authenticate(two.admin.token)).not.toBeNull();
  });
});
