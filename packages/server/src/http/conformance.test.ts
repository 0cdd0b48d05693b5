import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { OPERATIONS } from "../api/registry.ts";
import { API, type OperationId, ROUTES } from "../api/routes.ts";
import type { OperationSpec } from "../api/types.ts";
import { serverCaller } from "../control/access/server-caller.ts";
import { openConformance } from "./testing/conformance.ts";
import { openWorld, type World } from "./testing/open-world.ts";
import { type Known, type Sample, samplesOf } from "./testing/samples.ts";

const IDS = Object.keys(ROUTES) as OperationId[];
const { document, check } = openConformance();

let world: World;
let acme: Awaited<ReturnType<World["tenant"]>>;
let other: typeof acme;
let known: Known;
let samples: { readonly [I in OperationId]: Sample };

const json = async (response: Promise<Response>) => (await (await response).json()) as never;

beforeAll(async () => {
  world = await openWorld((settings) => ({
    ...settings,
    workspaces: { ...settings.workspaces, gitHosts: ["git.example.com"] },
  }));
  await world.replica.start();
  acme = await world.tenant("acme");
  other = await world.tenant("other");
  const ask = (method: string, path: string, body?: unknown, token = acme.admin) =>
    json(
      world.ask(token, method, `${API}${path}`, body).then(async (response) => {
        if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
        return response;
      }),
    );
  const [operator, platform] = [acme.tokens["operator"]!, world.platform];
  const { run } = await ask("POST", "/runs", { workspace: "shop", task: "template:repo-health-audit" }, operator);
  const started: { run: string } = await ask("POST", "/runs", { workspace: "shop", task: "template:asking" }, operator);
  await vi.waitFor(async () => {
    expect(await ask("GET", `/runs/${run}`)).toMatchObject({ state: "over" });
    expect(await ask("GET", "/approvals")).toMatchObject({ items: [{ state: "pending" }] });
  }, 30_000);
  const { hash }: { hash: string } = await ask("GET", `/runs/${run}`);
  const { items: asked }: { items: { id: string; digest: string }[] } = await ask("GET", "/approvals");
  const { items }: { items: { sha256: string }[] } = await ask("GET", `/runs/${run}/artifacts`);
  const settings = { workspace: "shop", task: "template:repo-health-audit" };
  await ask("POST", "/channels", {
    name: "events",
    kind: "webhook",
    settings,
    secrets: { bearerSecret: "b".repeat(32) },
  });
  await ask("POST", "/workspaces", { name: "spare", url: "https://git.example.com/spare.git" });
  const cron = { cron: "0 5 * * *", time_zone: "UTC", workspace: "shop", task: "template:repo-health-audit" };
  const { id: schedule } = await ask("POST", "/schedules", { name: "daily", ...cron });
  const { id: token } = await ask("POST", "/tokens", { account: "operator", name: "one" });
  const { id: spareToken } = await ask("POST", "/tokens", { account: "operator", name: "two" });
  const { id: platformToken } = await ask("POST", "/platform/tokens", { account: "admin", name: "one" }, platform);
  const conversation = "c-1";
  await world.database.tenant(acme.id, async (tx) => {
    const at = new Date();
    const address = JSON.stringify({ room: "1" });
    const row = { tenant: acme.id, id: conversation, channel: "events", address, created_at: at };
    await tx.insertInto("conversations").values(row).execute();
    const message = { tenant: acme.id, conversation, direction: "in" as const, author: "U1", body: '{"text":"hi"}' };
    await tx
      .insertInto("messages")
      .values({ ...message, at })
      .execute();
  });
  await ask("PUT", "/accounts/approver/identities", { channel: "events", external: "U0APPROVER" });
  const { code } = await world.database.tenant(acme.id, async (tx) => {
    const said = await world.services.access.identify(tx, acme.id, "events", "U0APPROVER", "webhook");
    return world.services.access.linkCode(tx, said!);
  });
  const delivery = await world.database.tenant(acme.id, async (tx) => {
    const body = '{"kind":"event","payload":{"ref":"main"},"type":"push"}';
    const failed = {
      event: "e-1",
      state: "failed" as const,
      code: "channel-removed",
      problem: "the channel was removed",
    };
    const row = { tenant: acme.id, channel: "ch-gone", ...failed, body };
    return (await tx.insertInto("inbox").values(row).returning("id").executeTakeFirstOrThrow()).id;
  });
  const [approval] = asked;
  known = {
    ...{ run, waiting: started.run, schedule, token, spareToken, platformToken, conversation, delivery, code },
    ...{ hash, blob: items[0]!.sha256, approval: approval!.id, digest: approval!.digest },
  };
  samples = samplesOf(known);
}, 90_000);
afterAll(() => world?.close());

function tokenFor(id: OperationId): string {
  const { as } = samples[id];
  if (as === "platform") return world.platform;
  return as === undefined ? acme.admin : acme.tokens[as]!;
}

function pathOf(id: OperationId, params: Sample["params"] = {}): string {
  return API + ROUTES[id][1].replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? "x"));
}

function send(id: OperationId, more: Partial<Sample> = {}, token: string | null = tokenFor(id), headers = {}) {
  const { params, query, body } = { ...samples[id], ...more };
  const path = `${pathOf(id, params)}${query === undefined ? "" : `?${query}`}`;
  return world.ask(token, ROUTES[id][0].toUpperCase(), path, body, headers);
}

describe("every operation", () => {
  it("has a route in the document, and no other has", () => {
    const described = Object.values(document.paths).flatMap((methods) => Object.values(methods)) as {
      operationId: string;
    }[];
    expect(described.map(({ operationId }) => operationId).sort()).toEqual([...IDS].sort());
  });

  it.each(IDS)("%s: 401 without a token, with one that is none, and with one that is not ours", async (id) => {
    for (const token of [null, "sdk_nonsense", `sdk_${"A".repeat(49)}`]) {
      const response = await send(id, {}, token);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer realm="sdetkit"/);
      expect(await check(id, response)).toEqual([]);
    }
  });

  it.each(IDS)("%s: 403 without its scope, before anything is looked at", async (id) => {
    const { scope } = OPERATIONS[id] as OperationSpec;
    const without = await world.database.tenant(acme.id, async (tx) => {
      const name = `without-${id.replaceAll(".", "-")}`;
      const by = serverCaller(acme.id);
      await world.services.access.createAccount(tx, by, { name, kind: "service", role: "tenant-admin" });
      const other = scope === "history:read" ? "templates:read" : "history:read";
      return await world.services.access.issueToken(tx, by, { account: name, name, scopes: [other] });
    });
    const response = await send(id, ROUTES[id][0] === "get" ? {} : { body: { nonsense: true } }, without.token);
    expect(response.status).toBe(403);
    expect(await response.clone().json()).toMatchObject({ code: "scope-missing" });
    expect(await check(id, response)).toEqual([]);
  });

  const writing = IDS.filter((id) => ROUTES[id][0] !== "get");
  it.each(writing)("%s: 415 for another content type, 400 for what is no JSON or too deep", async (id) => {
    const text = await world.ask(tokenFor(id), ROUTES[id][0].toUpperCase(), pathOf(id, samples[id].params), "{}", {
      "content-type": "text/plain",
    });
    expect(text.status).toBe(415);
    for (const body of ["{", "\u0000", "[".repeat(100_000), '{"a":"'.repeat(2)]) {
      const response = await send(id, { body });
      expect(response.status).toBe(400);
      expect(await check(id, response)).toEqual([]);
    }
  });

  it.each(writing)("%s: 422 for a body of another shape", async (id) => {
    for (const body of [{ nonsense: true }, [], 7, null, '{"__proto__":{"x":1}}', '{"inputs":{"a":"\\u0000"}}']) {
      const response = await send(id, { body });
      expect([response.status, body]).toEqual([422, body]);
      expect(await check(id, response)).toEqual([]);
    }
  });

  it.each(IDS)("%s: 400 for a query that it does not have", async (id) => {
    const response = await send(id, { query: "nonsense=1" });
    expect(response.status).toBe(400);
    expect(await check(id, response)).toEqual([]);
  });

  const naming = IDS.filter((id) => /\{/.test(ROUTES[id][1]));
  it.each(naming)("%s: one and the same 404 for whatever is not there", async (id) => {
    const bodies = new Set<string>();
    const ghosts = [
      "r-01ZZZZZZZZZZZZZZZZZZZZZZZZ",
      "ghost",
      "ab".repeat(32),
      "\u0000",
      "../tenant",
      "é".repeat(150),
      "0",
      known.hash.slice(0, 1),
    ];
    for (const ghost of ghosts) {
      const params = Object.fromEntries(Object.keys(samples[id].params ?? {}).map((name) => [name, ghost]));
      const response = await send(id, { params });
      expect([response.status, ghost, await response.clone().text()]).toMatchObject([404, ghost, expect.any(String)]);
      expect(await check(id, response)).toEqual([]);
      bodies.add(await response.text());
    }
    expect(bodies.size).toBe(1);
  });
});

describe("another tenant", () => {
  const ids = ["run", "approval", "schedule", "token", "conversation"];
  const naming = IDS.filter(
    (id) => ids.some((name) => ROUTES[id][1].includes(`{${name}}`)) && !id.startsWith("platform."),
  );

  it.each(naming)("%s: is told the same of what is there as of what is not", async (id) => {
    const token = (samples[id].as === "approver" ? other.tokens["approver"] : other.admin)!;
    const theirs = await send(id, {}, token);
    const ghosts = Object.fromEntries(Object.keys(samples[id].params ?? {}).map((name) => [name, "ab".repeat(32)]));
    const ghost = await send(id, { params: ghosts }, token);
    expect([theirs.status, ghost.status]).toEqual([404, 404]);
    expect(await theirs.text()).toBe(await ghost.text());
    const headers = ({ headers }: Response) => [...headers].filter(([name]) => name !== "x-request-id");
    expect(headers(theirs)).toEqual(headers(ghost));
  });
});

describe("each operation, asked rightly", () => {
  it("answers what the document says", async () => {
    const wrong: unknown[] = [];
    for (const id of Object.keys(samples) as OperationId[]) {
      const response = await send(id);
      const { status = 200 } = (OPERATIONS[id] as OperationSpec).success ?? {};
      const { answer: wanted = status } = samples[id];
      if (response.status !== wanted) wrong.push([id, response.status, await response.clone().text()]);
      wrong.push(...(await check(id, response)));
      // Streams are read to their end.
      await response.arrayBuffer();
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});
