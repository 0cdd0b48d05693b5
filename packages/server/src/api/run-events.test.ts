import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../http/testing/open-world.ts";
import { perform } from "./perform.ts";

let world: World;
let tenant: Awaited<ReturnType<World["tenant"]>>;
let run: string;
beforeAll(async () => {
  world = await openWorld();
  tenant = await world.tenant("acme");
  // Nobody drives it: it stays queued, and whoever follows it is not sent away by its end.
  const body = { workspace: "shop", task: "template:repo-health-audit" };
  ({ run } = (await (await world.ask(tenant.admin, "POST", "/api/v1/runs", body)).json()) as { run: string });
});
afterAll(() => world?.close());

const follow = (token: string) => world.ask(token, "GET", `/api/v1/runs/${run}/events`);

describe("following a run", () => {
  it("ends when a problem has stopped it, as it does at its end", async () => {
    const body = { workspace: "shop", task: "template:repo-health-audit" };
    const started = await world.ask(tenant.admin, "POST", "/api/v1/runs", body);
    const { run: stopping } = (await started.json()) as { run: string };
    const caller = (await world.services.access.authenticate(tenant.admin))!;
    const problem = "expected the mirror to be there";
    await world.database.tenant(caller.tenant, (tx) =>
      tx.updateTable("runs").set({ state: "waiting", problem }).where("id", "=", stopping).execute(),
    );
    const told = await (await world.ask(tenant.admin, "GET", `/api/v1/runs/${stopping}/events`)).text();
    const last = told.trimEnd().split("\n").at(-1)!;
    const end = { kind: "end", run: { run: stopping, state: "stopped", status: null, problem, report: null } };
    expect(JSON.parse(last.slice("data: ".length))).toMatchObject(end);
    const listed = await world.ask(tenant.admin, "GET", "/api/v1/runs?state=stopped");
    expect(await listed.json()).toMatchObject({ items: [{ run: stopping, state: "stopped" }] });
    expect(await (await world.ask(tenant.admin, "GET", "/api/v1/runs?state=waiting")).json()).toMatchObject({
      items: [],
    });
  });

  it("ends when the token was revoked, and when the account was disabled", async () => {
    for (const change of ["token", "account"] as const) {
      const account = `goes-${change}`;
      const post = (path: string, body: object) => world.ask(tenant.admin, "POST", `/api/v1/${path}`, body);
      await post("accounts", { name: account, kind: "person", role: "viewer" });
      const { id, token } = (await (await post("tokens", { account, name: "x" })).json()) as never;
      const stream = (await follow(token)).body!.getReader();
      expect(new TextDecoder().decode((await stream.read()).value)).toContain('"state":"queued"');
      const ended = stream.read();
      if (change === "token") await world.ask(tenant.admin, "DELETE", `/api/v1/tokens/${id}`);
      else await world.ask(tenant.admin, "PATCH", `/api/v1/accounts/${account}`, { disabled: true });
      expect(await ended).toMatchObject({ done: true });
    }
  });

  it("is for so many of a tenant at once, whoever of its people they are, and no other tenant waits for that", async () => {
    const open: ReadableStream[] = [];
    const tokens = Object.values(tenant.tokens);
    let refused: Response | undefined;
    for (let n = 0; refused === undefined && n < 200; n += 1) {
      const response = await follow(tokens[n % tokens.length]!);
      if (response.status === 200) open.push(response.body!);
      else refused = response;
    }
    expect(open).toHaveLength(100);
    expect(refused?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await refused?.json()).toMatchObject({ status: 429, code: "too-many-at-once" });
    const other = await world.tenant("calm");
    expect((await world.ask(other.admin, "GET", "/api/v1/runs")).status).toBe(200);
    await open.pop()?.cancel();
    const again = await follow(tokens[0]!);
    expect(again.status).toBe(200);
    for (const stream of [...open, again.body!]) await stream.cancel();
  });

  it("ends at once when the server closes already, and listens no more when the database goes away", async () => {
    const { database } = world.services;
    const listening = new Set<() => void>();
    let away = false;
    const services = {
      ...world.services,
      database: {
        ...database,
        listen: (_: string, listener: () => void) => {
          listening.add(listener);
          return () => void listening.delete(listener);
        },
        tenant: ((id, work) =>
          away
            ? Promise.reject(new Error("Connection terminated"))
            : database.tenant(id, work)) as typeof database.tenant,
      },
    };
    const caller = (await services.access.authenticate(tenant.admin))!;
    const asked = { params: { run }, query: {}, body: async () => undefined };
    const stream = async (signal: AbortSignal) => {
      const call = { caller, services, signal, request: "req-1", header: () => null, idempotencyKey: null };
      const performed = await perform("runs.events", asked, call);
      if (performed.kind !== "content") throw new Error("no stream");
      return (performed.content as ReadableStream<Uint8Array>).getReader();
    };
    expect(await (await stream(AbortSignal.abort())).read()).toMatchObject({ done: true });
    const followed = await stream(new AbortController().signal);
    expect((await followed.read()).done).toBe(false);
    expect(listening.size).toBe(1);
    away = true;
    await expect(followed.read()).rejects.toThrow("Connection terminated");
    expect(listening.size).toBe(0);
  });
});
