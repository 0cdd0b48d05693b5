import { newId } from "@sdetkit/runtime";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { API } from "../api/routes.ts";
import { createApp } from "./create-app.ts";
import { openWorld, type World } from "./testing/open-world.ts";

let world: World;
let acme: Awaited<ReturnType<World["tenant"]>>;
let other: Awaited<ReturnType<World["tenant"]>>;
let run: string;
beforeAll(async () => {
  world = await openWorld();
  acme = await world.tenant("acme");
  other = await world.tenant("other");
  await world.replica.start();
  const started = await get("/runs", "POST", { workspace: "shop", task: "template:repo-health-audit" });
  ({ run } = (await started.json()) as { run: string });
  await vi.waitFor(
    async () => expect(await (await get(`/runs/${run}`)).json()).toMatchObject({ state: "over" }),
    30_000,
  );
});
afterAll(() => world?.close());

function get(path: string, method = "GET", body?: unknown, headers = {}, token = acme.admin) {
  return world.ask(token, method, `${API}${path}`, body, headers);
}

describe("routes", () => {
  it("answers 404 and 405 as problems, and OPTIONS with what there is", async () => {
    const missing = await get("/nothing");
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    expect(await missing.json()).toMatchObject({ type: "urn:sdetkit:problem:no-such-route", title: "No such route" });
    const method = await get("/runs", "PUT");
    expect([method.status, method.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS, POST"]);
    const options = await get("/tokens/x/rotate", "OPTIONS");
    expect([options.status, options.headers.get("allow")]).toEqual([204, "OPTIONS, POST"]);
    expect((await world.ask(null, "GET", "/channels/slack/x")).status).toBe(405);
    expect((await world.ask(null, "POST", "/channels/slack/x")).status).toBe(404);
  });

  it("guards every answer, and sets no cookie", async () => {
    for (const path of [`${API}/runs`, "/nothing", "/healthz", `${API}/openapi.json`]) {
      const { headers } = await world.ask(acme.admin, "GET", path);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.has("set-cookie")).toBe(false);
    }
  });

  it("lets a dashboard's page do what the page itself names, and no more", async () => {
    const page = await get("/dashboard?format=html");
    const policy = page.headers.get("content-security-policy")!;
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-.+'; script-src 'sha256-.+'; .*frame-ancestors 'none'$/,
    );
    expect(await page.text()).toContain("<!doctype html>");
  });

  it("says whether it is ready, and shows figures of all tenants together", async () => {
    expect((await world.ask(null, "GET", "/readyz")).status).toBe(200);
    world.state.ready = false;
    const away = await world.ask(null, "GET", "/readyz");
    world.state.ready = true;
    expect([away.status, away.headers.get("retry-after"), await away.json()]).toEqual([
      503,
      "1",
      { ready: false, checks: { database: "away" } },
    ]);
    const text = await (await world.ask(null, "GET", "/metrics")).text();
    expect(text).toMatch(/sdetkit_http_request_duration_seconds_count\{operation="runs.start",status="201"\} \d/);
    expect(text).not.toContain("acme");
  });

  it("answers 503 while the database is away, also before it is known who calls", async () => {
    const authenticate = () => Promise.reject(new Error("Connection terminated unexpectedly"));
    const services = { ...world.services, access: { ...world.services.access, authenticate } };
    const ready = async () => ({ ready: true, checks: {} });
    const app = createApp(services, { version: "1", log: pino({ level: "silent" }), metrics: new Registry(), ready });
    const response = await app.request("http://localhost/api/v1/tenant", { headers: { authorization: "Bearer x" } });
    expect({ status: response.status, again: response.headers.get("retry-after") }).toEqual({
      status: 503,
      again: "1",
    });
    expect(await response.json()).toMatchObject({ code: "database-away" });
  });

  it("writes a line for each request, without path, query, or token", async () => {
    await get(`/runs?template=CANARY-1`);
    await world.ask("sdk_CANARY-2", "GET", `${API}/runs/CANARY-3`);
    const text = world.lines.join("");
    expect(text).toContain('"operation":"runs.list","status":200');
    expect(text).not.toMatch(/CANARY|sdk_/);
  });
});

describe("conditional and partial answers", () => {
  it("answers 304 to what is known, and HEAD without a body", async () => {
    const first = await get("/runs");
    const etag = first.headers.get("etag")!;
    const again = await get("/runs", "GET", undefined, { "if-none-match": `"x", W/${etag}` });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    const head = await get("/runs", "HEAD");
    expect([head.status, await head.text(), head.headers.get("etag")]).toEqual([200, "", etag]);
    const stream = await get(`/runs/${run}/events`, "HEAD");
    expect([stream.status, await stream.text()]).toEqual([200, ""]);
  });

  it("gives ranges of blobs (RFC 9110, 14.2), under the digest as tag", async () => {
    const { items } = (await (await get(`/runs/${run}/artifacts`)).json()) as {
      items: { href: string; sha256: string; bytes: number }[];
    };
    const { href, sha256, bytes } = items[0]!;
    const path = href.slice(API.length);
    const whole = await (await get(path)).text();
    expect(whole.length).toBe(bytes);
    const part = async (range: string, more = {}) => {
      const response = await get(path, "GET", undefined, { range, ...more });
      return [response.status, response.headers.get("content-range"), await response.text()];
    };
    expect(await part("bytes=0-4")).toEqual([206, `bytes 0-4/${bytes}`, whole.slice(0, 5)]);
    expect(await part("bytes=-3")).toEqual([206, `bytes ${bytes - 3}-${bytes - 1}/${bytes}`, whole.slice(-3)]);
    expect(await part(`bytes=5-${bytes * 2}`)).toEqual([206, `bytes 5-${bytes - 1}/${bytes}`, whole.slice(5)]);
    expect(await part("bytes=0-1,3-4")).toEqual([200, null, whole]);
    expect(await part("bytes=0-4", { "if-range": '"another"' })).toEqual([200, null, whole]);
    expect((await part("bytes=0-4", { "if-range": `"${sha256}"` }))[0]).toBe(206);
    expect((await part(`bytes=${bytes}-`)).slice(0, 2)).toEqual([416, `bytes */${bytes}`]);
    expect((await part("bytes=0-4", { "if-none-match": `"${sha256}"` }))[0]).toBe(304);
    // Units are of either case (14.1), and ranges of GET alone (14.2).
    expect((await part("BYTES=0-4"))[0]).toBe(206);
    const head = await get(path, "HEAD", undefined, { range: "bytes=0-4" });
    expect([head.status, head.headers.get("content-range")]).toEqual([200, null]);
  });

  it("replays only what is over, and says so", async () => {
    const asking = await get("/runs", "POST", { workspace: "shop", task: "template:asking" });
    const { run: waiting } = (await asking.json()) as { run: string };
    const refused = await get(`/runs/${waiting}/replay`, "POST");
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: "run-not-over" }]);
    expect((await get("/runs/r-01JZ8Q4G6T9V2N5X7B3D1F0HKM/replay", "POST")).status).toBe(404);
    await get(`/runs/${waiting}/cancel`, "POST");
  });

  it("gives no blob to another run, nor to another tenant", async () => {
    const { items } = (await (await get(`/runs/${run}/artifacts`)).json()) as { items: { href: string }[] };
    const path = items[0]!.href.slice(API.length);
    expect((await get(path, "GET", undefined, {}, other.admin)).status).toBe(404);
    const second = await get("/runs", "POST", { workspace: "shop", task: 'action fs.read {"path":"README.md"}' });
    const { run: another } = (await second.json()) as { run: string };
    expect((await get(path.replace(run, another))).status).toBe(404);
  });
});

describe("pages", () => {
  it("keep to a stretch of time, and a cursor to the one that it is of", async () => {
    const days = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"];
    const run = { tenant: acme.id, workspace: "shop", template: null, inputs: "{}", requester: "ann", channel: "api" };
    const rows = days.map((task) => ({ ...run, id: newId("r", Date.parse(task)), task, created_at: new Date(task) }));
    await world.database.tenant(acme.id, (tx) => tx.insertInto("runs").values(rows).execute());
    const page = async (query: string) => {
      const response = await get(`/runs?limit=1&until=2026-01-04T00:00:00Z&${query}`);
      const { items, next, code } = (await response.json()) as {
        items?: { task: string }[];
        next?: string;
        code?: string;
      };
      return { tasks: items?.map(({ task }) => task), next, code };
    };
    const first = await page("since=2026-01-02T00:00:00Z");
    expect(first.tasks).toEqual(["2026-01-03"]);
    const second = `since=2026-01-02T00:00:00Z&cursor=${first.next}`;
    expect(await page(second)).toMatchObject({ tasks: ["2026-01-02"], next: null });
    expect(await page(second.replace("01-02", "01-01"))).toMatchObject({ code: "invalid-cursor" });
    expect(await page("since=yesterday")).toMatchObject({ code: "invalid-query" });
  });

  it("walks a list by cursor and Link, and refuses a cursor of another filter, list or tenant", async () => {
    const names: string[] = [];
    let path = "/accounts?limit=2";
    for (let link: string | null = ""; link !== null; ) {
      const response = await get(path);
      const { items } = (await response.json()) as { items: { name: string }[] };
      names.push(...items.map(({ name }) => name));
      link = response.headers.get("link");
      if (link !== null) path = /^<\/api\/v1(.+)>; rel="next"$/.exec(link)![1]!;
    }
    expect(names).toEqual(["admin", "approver", "auditor", "operator", "template-owner", "viewer"]);
    const { next } = (await (await get("/accounts?limit=2")).json()) as { next: string };
    const wrong = [
      [`/tokens?cursor=${next}`, acme.admin],
      [`/accounts?cursor=${next}`, other.admin],
      [`/accounts?cursor=${next.slice(0, -1)}`, acme.admin],
      ["/accounts?cursor=", acme.admin],
      ["/accounts?cursor=bm9uc2Vuc2U", acme.admin],
      ["/accounts?limit=0", acme.admin],
      ["/accounts?limit=201", acme.admin],
      ...["0x10", "1e1", "5.0", "+5", "%205", "", "true"].map(
        (limit) => [`/accounts?limit=${limit}`, acme.admin] as const,
      ),
      ["/accounts?limit=2&limit=3", acme.admin],
    ] as const;
    for (const [where, token] of wrong)
      expect([where, (await get(where, "GET", undefined, {}, token)).status]).toEqual([where, 400]);
  });
});

describe("Idempotency-Key", () => {
  const start = { workspace: "shop", task: "template:repo-health-audit" };
  const key = (value: string) => ({ "idempotency-key": value });

  it("does once what is asked many times at once, and gives each the same answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const response = await get("/runs", "POST", start, key("same"));
        const { run: id } = (await response.json()) as { run: string };
        return [response.status, id, response.headers.get("idempotency-replayed")] as const;
      }),
    );
    expect(new Set(answers.map(([status, id]) => `${status} ${id}`)).size).toBe(1);
    expect(answers.filter(([, , replayed]) => replayed === null)).toHaveLength(1);
  });

  it("refuses another request under the same key, and forgets one that failed", async () => {
    expect((await get("/runs", "POST", { ...start, task: "template:asking" }, key("same"))).status).toBe(422);
    expect((await get("/runs/plan", "POST", start, key("same"))).status).toBe(422);
    expect((await get("/runs", "POST", start, key(" "))).status).toBe(400);
    const ghost = { name: "g", kind: "person", role: "viewer" };
    expect((await get("/accounts", "POST", { ...ghost, name: "admin" }, key("fails"))).status).toBe(409);
    expect((await get("/accounts", "POST", { ...ghost, name: "ghost" }, key("fails"))).status).toBe(201);
    expect(
      (await get("/runs", "POST", start, key("same"), other.admin)).headers.get("idempotency-replayed"),
    ).toBeNull();
  });

  it("keeps the refusals that leave something behind, and marks them", async () => {
    const wrong = { source: "workflow: []" };
    expect((await get("/templates", "PUT", wrong, key("refused"))).headers.get("idempotency-replayed")).toBeNull();
    const again = await get("/templates", "PUT", wrong, key("refused"));
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([422, "true"]);
    expect(await again.json()).toMatchObject({
      code: "invalid-template",
      diagnostics: [{ code: "missing-key" }, { code: "invalid-value" }],
    });
  });

  it("gives a refusal again that 0.1.0 kept, without the header by which it knew that", async () => {
    const wrong = { source: "workflow: [] # of before" };
    await get("/templates", "PUT", wrong, key("of-before"));
    await world.database.tenant(acme.id, (tx) =>
      tx
        .updateTable("idempotency")
        .set({ headers: JSON.stringify({ "x-problem": "yes", "retry-after": "1" }) })
        .where("key", "=", "of-before")
        .execute(),
    );
    const again = await get("/templates", "PUT", wrong, key("of-before"));
    expect([again.status, again.headers.get("content-type")]).toEqual([422, "application/problem+json"]);
    expect([again.headers.get("retry-after"), again.headers.get("x-problem")]).toEqual(["1", null]);
  });

  it("gives a new token again, and keeps none in clear", async () => {
    const make = async () => {
      const response = await get("/tokens", "POST", { account: "operator", name: "sealed" }, key("token"));
      return ((await response.json()) as { token: string }).token;
    };
    const token = await make();
    expect(await make()).toBe(token);
    const rows = await world.database.tenant(acme.id, (tx) => tx.selectFrom("idempotency").selectAll().execute());
    expect(rows.length).toBeGreaterThan(3);
    expect(JSON.stringify(rows)).not.toContain("sdk_");
    for (const { body } of rows) expect(Buffer.from(body ?? "", "base64").toString("latin1")).not.toContain(token);
  });
});

describe("limits", () => {
  it("answers 429 with Retry-After before anything is done, for the account or its whole tenant", async () => {
    const seen: (readonly string[])[] = [];
    world.limits.take = async (_tenant, key) => {
      seen.push(key);
      return key[0] === "tenant" ? { ok: false, retryAfter: 7 } : { ok: true };
    };
    const response = await get("/accounts", "POST", { name: "never", kind: "person", role: "viewer" });
    world.limits.take = async () => ({ ok: true });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(seen.map(([what]) => what)).toEqual(["account", "tenant"]);
    expect(await (await get("/accounts")).text()).not.toContain("never");
  });
});

describe("a run's events", () => {
  it("tells all of it, each with its number, and ends with the report", async () => {
    const text = await (await get(`/runs/${run}/events`)).text();
    const kinds = [...text.matchAll(/^event: (.+)$/gm)].map(([, kind]) => kind);
    expect(kinds[0]).toBe("planned");
    expect(kinds).toContain("step-ended");
    expect(kinds.at(-1)).toBe("end");
    const end = JSON.parse(/data: (.*)\n\n$/.exec(text)![1]!);
    expect(end.run).toMatchObject({ run, state: "over", report: { run } });
  });

  it("goes on after the last event that was seen", async () => {
    const all = await (await get(`/runs/${run}/events`)).text();
    const ids = [...all.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id!);
    const rest = await (await get(`/runs/${run}/events`, "GET", undefined, { "last-event-id": ids[2]! })).text();
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(ids.slice(3));
    expect((await get(`/runs/${run}/events`, "GET", undefined, { "last-event-id": "x" })).status).toBe(400);
  });

  it("follows a run that waits until it is decided", async () => {
    const started = await get("/runs", "POST", { workspace: "shop", task: "template:asking" });
    const { run: waiting } = (await started.json()) as { run: string };
    const reader = (await get(`/runs/${waiting}/events`)).body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (what: string) => {
      while (!text.includes(what)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`it ended without ${what}: ${text}`);
        text += value;
      }
    };
    await until('"state":"waiting"');
    const { items } = (await (await get(`/approvals?run=${waiting}`)).json()) as {
      items: { id: string; digest: string }[];
    };
    const { id, digest } = items[0]!;
    const decide = (body: object, token = acme.tokens["approver"]!) =>
      get(`/approvals/${id}/decision`, "POST", body, {}, token);
    expect((await decide({ answer: "given", digest: "0".repeat(64) })).status).toBe(403);
    expect((await decide({ answer: "given", digest }, acme.admin)).status).toBe(403);
    expect((await decide({ answer: "given", digest })).status).toBe(200);
    await until("event: end");
    expect(text).toContain('"approved_by":"approver"');
  });
});
