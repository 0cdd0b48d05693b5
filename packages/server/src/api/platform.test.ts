import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../http/testing/open-world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.tenant("acme");
});
afterAll(() => world?.close());

const ask = (method: string, path: string, body?: object) =>
  world.ask(world.platform, method, `/api/v1/platform/tenants/${path}`, body);

describe("the platform's people", () => {
  it("work on tenants many at once: nobody waits for a connection that nobody gives back", async () => {
    const names = Array.from({ length: 24 }, (_, n) => `w${n}`);
    const answers = await Promise.all(
      names.map((name) => ask("POST", "acme/workspaces", { name, folder: world.source })),
    );
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
    const again = await ask("POST", "acme/workspaces", { name: "w0", folder: world.source });
    expect(again.status).toBe(409);
    expect((await ask("POST", "acme/workspaces", { name: "last", folder: world.source })).status).toBe(201);
  });

  it.each([
    ["PATCH", "platform", { quotas: { runs_per_day: 1 } }],
    ["PATCH", "platform", { state: "suspended" }],
    ["DELETE", "t-platform", undefined],
    ["GET", "platform/export", undefined],
    ["POST", "platform/workspaces", { name: "shop", folder: "/srv" }],
  ])("find no customer in the platform's own tenant: %s %s", async (method, path, body) => {
    const refused = await ask(method, path, body);
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: "platform-tenant" }]);
  });

  it("see of each tenant how much it uses and in which folder it is, and nothing of what is in it", async () => {
    const { id, tokens } = await world.tenant("busy");
    const asks = { workspace: "shop", task: "template:asking", inputs: {} };
    const started = await world.ask(tokens["operator"]!, "POST", "/api/v1/runs", asks);
    expect(started.status).toBe(201);
    await world.database.tenant(id, (tx) =>
      tx
        .insertInto("inbox")
        .values([
          { tenant: id, channel: "c", event: "e-1", body: "told in confidence" },
          { tenant: id, channel: "c", event: "e-2", received_at: new Date(Date.now() - 90_000_000) },
        ])
        .execute(),
    );
    const answer = await world.ask(world.platform, "GET", "/api/v1/platform/usage?limit=200");
    const text = await answer.text();
    const { items } = JSON.parse(text) as { items: { id: string; name: string; usage: object }[] };
    const { folder } = (await (await ask("GET", "busy")).json()) as { folder: string };
    expect(items.find(({ name }) => name === "busy")).toMatchObject({
      id,
      usage: { runs_last_day: 1, unfinished_runs: 1, deliveries_last_day: 1, schedules: 0, quotas: { schedules: 100 } },
    });
    expect(items.find(({ name }) => name === "acme")).toMatchObject({ usage: { runs_last_day: 0 } });
    expect(text).not.toMatch(/confidence|asking|shop/);
    expect(existsSync(join(world.settings.roots.workspace, folder))).toBe(true);
    const refused = await world.ask(tokens["tenant-admin"]!, "GET", "/api/v1/platform/usage");
    expect(refused.status).toBe(403);
  });

  it("change nothing of a tenant that is being removed", async () => {
    const { id } = await world.tenant("leaving");
    await world.database.control((tx) =>
      tx.updateTable("tenants").set({ state: "deleting" }).where("id", "=", id).execute(),
    );
    const before = await (await ask("GET", "leaving")).json();
    const refused = await ask("PATCH", "leaving", { state: "active", quotas: { runs_per_day: 1 } });
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: "tenant-deleting" }]);
    expect(await (await ask("GET", "leaving")).json()).toEqual(before);
  });
});
