import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Caller, PLATFORM } from "../control/access/types.ts";
import { openWorld, type World } from "../http/testing/open-world.ts";
import { type PerformCall, perform } from "./perform.ts";

let world: World;
let caller: Caller;
beforeAll(async () => {
  world = await openWorld();
  const { admin } = await world.tenant("acme");
  caller = (await world.services.access.authenticate(admin))!;
});
afterAll(() => world?.close());

const asked = (body?: object) => ({ params: {}, query: {}, body: async () => body });
const call = (more: Partial<PerformCall> = {}): PerformCall => ({
  caller,
  services: world.services,
  signal: new AbortController().signal,
  request: "req-1",
  header: () => null,
  idempotencyKey: null,
  ...more,
});
const account = (name: string) => asked({ name, kind: "person", role: "viewer" });
const names = async () =>
  (await world.database.tenant(caller.tenant, (tx) => world.services.access.accounts(tx, caller.tenant))).map(
    ({ name }) => name,
  );

describe("perform", () => {
  it("reads no body of somebody who may not", async () => {
    const body = () => Promise.reject(new Error("it was read"));
    const viewer = { ...caller, scopes: new Set(["runs:read"] as const) };
    const refused = await perform("accounts.create", { ...asked(), body }, call({ caller: viewer }));
    expect(refused).toMatchObject({ kind: "problem", problem: { status: 403, code: "scope-missing" } });
  });

  it("gives nobody of a tenant what is the platform's, whatever scopes are said", async () => {
    const liar = { ...caller, scopes: new Set(["platform:tenants"] as const) };
    expect(await perform("platform.tenants.list", asked(), call({ caller: liar }))).toMatchObject({
      problem: { code: "scope-missing" },
    });
  });

  it("keeps in both audit logs what the platform's people gave a tenant to work in", async () => {
    const acts = (tenant: string) =>
      world.database.tenant(tenant, (tx) => world.services.ledger.acts(tx, tenant, { limit: 100 }));
    const of = async (tenant: string, target: string) => (await acts(tenant)).filter((act) => act.target === target);
    expect(await of(caller.tenant, "workspace shop")).toMatchObject([
      { actor: "platform/admin", act: "workspaces.create" },
    ]);
    expect(await of(PLATFORM, "workspace shop of acme")).toMatchObject([
      { actor: "admin", act: "workspaces.create", detail: { tenant: caller.tenant } },
    ]);
  });

  it("refuses a suspended tenant whoever speaks for it", async () => {
    const { id } = await world.tenant("sleeper");
    const platform = (await world.services.access.authenticate(world.platform))!;
    await world.services.tenants.setState(platform, id, "suspended");
    const theirs = { ...caller, tenant: id };
    expect(await perform("runs.list", asked(), call({ caller: theirs }))).toMatchObject({
      problem: { status: 403, code: "tenant-not-active" },
    });
  });

  it("names what there is for a name or value that there is not, and what was meant", async () => {
    const wrong = { ...asked(), body: async () => ({ name: "x", kind: "person", role: "aprover" }) };
    expect(await perform("accounts.create", wrong, call({}))).toMatchObject({
      problem: {
        errors: [{ pointer: "/role", detail: expect.stringMatching(/^expected one of .*; did you mean approver\?$/) }],
      },
    });
    const key = { ...asked(), body: async () => ({ name: "x", quotas: { concurent_runs: 4 } }) };
    const platform = (await world.services.access.authenticate(world.platform))!;
    expect(await perform("platform.tenants.create", key, call({ caller: platform }))).toMatchObject({
      problem: {
        errors: [
          {
            pointer: "/quotas/concurent_runs",
            detail: expect.stringMatching(
              /^expected one of the names concurrent_runs, .*; did you mean concurrent_runs\?$/,
            ),
          },
        ],
      },
    });
    const foreign = { ...asked(), body: async () => ({ name: "x", kind: "person", role: "platform-admin" }) };
    expect(await perform("accounts.create", foreign, call({}))).toMatchObject({
      problem: { status: 422, code: "role-not-allowed", remedy: expect.not.stringContaining("platform-admin") },
    });
  });

  it("works in a transaction that is open: what is written goes with it", async () => {
    const work = world.database.tenant(caller.tenant, async (tx) => {
      expect(await perform("accounts.create", account("gone"), call({ tx }))).toMatchObject({ status: 201 });
      throw new Error("the message did not work out");
    });
    await expect(work).rejects.toThrow("the message");
    expect(await names()).not.toContain("gone");
  });

  it("undoes a refused operation in it, and nothing else", async () => {
    await world.database.tenant(caller.tenant, async (tx) => {
      await perform("accounts.create", account("first"), call({ tx }));
      const twice = await perform("accounts.create", account("first"), call({ tx }));
      expect(twice).toMatchObject({ kind: "problem", problem: { status: 409, code: "account-exists" } });
      await perform("accounts.create", account("second"), call({ tx }));
    });
    expect(await names()).toEqual(expect.arrayContaining(["first", "second"]));
  });

  it("tells nothing of a defect but that there is one", async () => {
    const broken = {
      ...world.services,
      access: { ...world.services.access, accounts: () => Promise.reject(new Error("SECRET")) },
    };
    const performed = await perform("accounts.list", asked(), call({ services: broken }));
    expect(performed).toMatchObject({ kind: "problem", problem: { status: 500, code: "internal" } });
    expect(JSON.stringify((performed as { problem: unknown }).problem)).not.toContain("SECRET");
  });
});
