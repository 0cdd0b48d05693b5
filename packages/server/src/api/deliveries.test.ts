import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Registry } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventMetrics } from "../app/serve/event-metrics.ts";
import { openWorld, type World } from "../http/testing/open-world.ts";

const TEMPLATE = (id: string) => `metadata:
  id: ${id}
  title: Takes a text
  version: 1.0.0
  description: Writes what came.
  owner: team
inputs:
  text: { type: string, pattern: "[a-z]+", description: A word. }
workflow:
  - id: note
    action: fs.write
    with: { path: "output:/note.txt", content: "\${{ inputs.text }}" }
`;
const BEARER = "b".repeat(32);

let world: World;
let acme: Awaited<ReturnType<World["tenant"]>>;
beforeAll(async () => {
  world = await openWorld();
  const templates = join(world.source, "templates", "automations");
  mkdirSync(templates, { recursive: true });
  writeFileSync(join(templates, "words.yaml"), TEMPLATE("words"));
  acme = await world.tenant("acme");
  for (const [name, role] of [["olga", "operator"]] as const)
    await ask("POST", "/accounts", { name, kind: "service", role });
  world.services.channels.start();
}, 90_000);
afterAll(() => world?.close());
beforeEach(() => {
  world.lines.length = 0;
});

async function ask(method: string, path: string, body?: unknown, token = acme.admin) {
  const response = await world.ask(token, method, `/api/v1${path}`, body);
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

const hooks = new Map<string, string>();
async function hook(name: string, more: object = {}): Promise<void> {
  const inputs = { text: "${{ event.payload.text }}" };
  const settings = {
    workspace: "shop",
    task: "template:words",
    account: "olga",
    inputs,
    id: "${{ event.payload.id }}",
  };
  const channel = { name, kind: "webhook", settings: { ...settings, ...more }, secrets: { bearerSecret: BEARER } };
  const added = await ask("POST", "/channels", channel);
  expect(added).toMatchObject({ status: 201 });
  hooks.set(name, added.body.path);
}

async function deliver(name: string, payload: object): Promise<void> {
  const headers = { authorization: `Bearer ${BEARER}` };
  expect((await world.ask(null, "POST", hooks.get(name)!, payload, headers)).status).toBe(200);
}

type View = { id: string; event: string; state: string; code: string | null; attempts: number; run: string | null };

/** The newest delivery of a channel, once it pleases. */
async function delivery(channel: string, pleases: (view: View) => boolean): Promise<View> {
  const newest = async () => (await ask("GET", `/deliveries?channel=${channel}&limit=1`)).body.items[0] as View;
  await expect.poll(async () => pleases(await newest()), { timeout: 20_000, interval: 50 }).toBe(true);
  return newest();
}
const over = ({ state }: View) => state !== "waiting";
const lines = () => world.lines.map((line) => JSON.parse(line)).filter(({ delivery }) => delivery !== undefined);

describe("an event that nothing comes of", () => {
  it("because its inputs do not fit is failed at once, and log, metric, list and detail name it and the input", async () => {
    await hook("unfit");
    await deliver("unfit", { id: "evt-4711", text: "SECRET-OF-SOMEBODY" });
    const found = await delivery("unfit", over);
    expect(found).toMatchObject({
      event: "id:evt-4711",
      state: "failed",
      attempts: 1,
      code: "invalid-inputs",
      problem: expect.stringMatching(/inputs of words are not valid: input `text`: expected a text that matches/),
      channel_name: "unfit",
      kind: "webhook",
      run: null,
      next_at: null,
      ended_at: expect.any(String),
    });
    const [line] = lines();
    expect(line).toMatchObject({
      msg: "event failed",
      channel: "unfit",
      code: "invalid-inputs",
      delivery: found.id,
    });
    expect(JSON.stringify([found, line])).not.toContain("SECRET-OF-SOMEBODY");
    const detail = await ask("GET", `/deliveries/${found.id}`);
    expect(detail.body).toMatchObject({
      ...found,
      payload: { id: "evt-4711", text: "SECRET-OF-SOMEBODY" },
      type: null,
    });
    const registry = new Registry();
    eventMetrics(registry, world.services.channels);
    const shown = await registry.metrics();
    expect(shown).toContain('sdetkit_channel_events_failed_total{channel="webhook",code="invalid-inputs"} 1');
    expect(shown).toContain('sdetkit_channel_events_total{channel="webhook",outcome="failed"} 1');
    expect(shown).toContain('sdetkit_channel_events_total{channel="slack",outcome="failed"} 0');
  });

  it("because its template is not there yet is tried again, and starts its run when it is", async () => {
    await ask("PUT", "/templates", { source: TEMPLATE("soon") });
    await hook("early", { task: "template:soon" });
    await ask("DELETE", "/templates/soon");
    await deliver("early", { id: 1, text: "word" });
    const waiting = await delivery("early", ({ attempts }) => attempts > 0);
    expect(waiting).toMatchObject({ state: "waiting", code: "unknown-template", next_at: expect.any(String) });
    expect(lines()[0]).toMatchObject({ msg: "event will be retried", code: "unknown-template" });
    await ask("PUT", "/templates", { source: TEMPLATE("soon") });
    const done = await delivery("early", over);
    expect(done).toMatchObject({
      id: waiting.id,
      state: "done",
      code: null,
      problem: null,
      run: expect.stringMatching(/^r-/),
    });
  });

  it("because its workspace is not ready is tried again, and starts its run when it is", async () => {
    const row = { tenant: acme.id, name: "later", kind: "folder" as const, location: world.source };
    await world.database.tenant(acme.id, (tx) => tx.insertInto("workspaces").values(row).execute());
    await hook("unready", { workspace: "later" });
    await deliver("unready", { id: 1, text: "word" });
    const waiting = await delivery("unready", ({ attempts }) => attempts > 0);
    expect(waiting).toMatchObject({ state: "waiting", code: "workspace-not-ready" });
    expect((await ask("POST", "/workspaces/later/sync")).status).toBeLessThan(300);
    expect(await delivery("unready", over)).toMatchObject({ id: waiting.id, state: "done", code: null });
  });

  it("because its account may not start runs is failed, and done when it is retried after that is mended", async () => {
    await hook("halted");
    await ask("PATCH", "/accounts/olga", { disabled: true });
    await deliver("halted", { id: 1, text: "word" });
    const failed = await delivery("halted", over);
    expect(failed).toMatchObject({ state: "failed", code: "account-gone" });
    await ask("PATCH", "/accounts/olga", { disabled: false });
    const token = (await ask("POST", "/tokens", { account: "olga", name: "x" })).body.token;
    expect(await ask("POST", `/deliveries/${failed.id}/retry`, undefined, token)).toMatchObject({ status: 403 });
    expect(await ask("POST", `/deliveries/${failed.id}/retry`)).toMatchObject({
      status: 202,
      body: { state: "waiting" },
    });
    const done = await delivery("halted", over);
    expect(done).toMatchObject({ id: failed.id, state: "done", run: expect.stringMatching(/^r-/) });
    expect(await ask("POST", `/deliveries/${failed.id}/retry`)).toMatchObject({
      status: 409,
      body: { code: "not-retryable" },
    });
    const acts = (await ask("GET", "/audit")).body.items;
    expect(acts).toContainEqual(expect.objectContaining({ act: "deliveries.retry", target: `delivery ${failed.id}` }));
  });

  it("because of `when` says so", async () => {
    await hook("picky", { when: "event.payload.text == 'yes'" });
    await deliver("picky", { id: 1, text: "no" });
    expect(await delivery("picky", over)).toMatchObject({ state: "done", code: "skipped", run: null });
  });
});

describe("the list of deliveries", () => {
  it("is in order, by channel and state, page after page, and of one tenant", async () => {
    await hook("many");
    for (let id = 1; id <= 5; id++) await deliver("many", { id, text: id === 3 ? 3 : "word" });
    await delivery("many", over);
    const page = (query: string) => ask("GET", `/deliveries?channel=many&${query}`).then(({ body }) => body);
    await expect.poll(async () => (await page("state=waiting")).items).toEqual([]);
    const first = await page("limit=2");
    const second = await page(`limit=2&cursor=${encodeURIComponent(first.next)}`);
    const third = await page(`limit=2&cursor=${encodeURIComponent(second.next)}`);
    const events = [first, second, third].flatMap(({ items }) => items.map(({ event }: View) => event));
    expect([events, third.next]).toEqual([["id:5", "id:4", "id:3", "id:2", "id:1"], null]);
    expect((await page("state=failed")).items).toMatchObject([{ event: "id:3" }]);
    expect((await page("state=done")).items).toHaveLength(4);
    const other = await world.tenant("other");
    expect((await ask("GET", "/deliveries", undefined, other.admin)).body.items).toEqual([]);
    const [{ id }] = first.items;
    for (const [method, path] of [
      ["GET", `/deliveries/${id}`],
      ["POST", `/deliveries/${id}/retry`],
    ] as const)
      expect((await ask(method, path, undefined, other.admin)).status).toBe(404);
  });

  it("shows what is a defect of the server as such, and its details to the log alone", async () => {
    const { startMany } = world.services.runs;
    await hook("buggy");
    Object.assign(world.services.runs, { startMany: () => Promise.reject(new Error("a bug in /srv/secret/place")) });
    await deliver("buggy", { id: 1, text: "word" });
    const waiting = await delivery("buggy", ({ attempts }) => attempts > 0);
    Object.assign(world.services.runs, { startMany });
    expect(waiting).toMatchObject({ state: "waiting", code: "internal" });
    expect(JSON.stringify(waiting)).not.toContain("/srv/secret");
    expect(lines().find(({ delivery }) => delivery === waiting.id)).toMatchObject({
      err: { message: expect.stringContaining("a bug") },
    });
    expect(await delivery("buggy", over)).toMatchObject({ state: "done" });
  });
});

describe("a quota that is full", () => {
  it("has events wait without a try counted, and say why", async () => {
    await hook("full");
    const quota = (runs_per_day: number) =>
      ask("PATCH", "/platform/tenants/acme", { quotas: { runs_per_day } }, world.platform);
    const { body } = await ask("GET", "/usage");
    await quota(Math.max(1, body.runs_last_day));
    await deliver("full", { id: 1, text: "word" });
    const waiting = await delivery("full", ({ code }) => code !== null);
    expect(waiting).toMatchObject({ state: "waiting", attempts: 0, code: "quota-exceeded" });
    await quota(1_000);
  });
});
