import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BEARER, openTestChannels, TENANT, type TestChannels } from "../testing/channels.ts";
import { createInboxCommit } from "./inbox-commit.ts";

let test: TestChannels;
let endpoint: string;
beforeAll(async () => {
  test = await openTestChannels();
  const { path } = await test.add("hook", "webhook", {
    workspace: "shop",
    task: "template:health",
    id: "${{ event.payload.id }}",
  });
  endpoint = path.split("/").at(-1)!;
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.tx((tx) => tx.deleteFrom("inbox").execute());
  test.onTake = async () => ({ ok: true });
});

const deliver = (payload: unknown, more: { to?: string; channels?: typeof test.channels; bearer?: string } = {}) =>
  (more.channels ?? test.channels).deliver("webhook", more.to ?? endpoint, {
    headers: { "content-type": "application/json", authorization: `Bearer ${more.bearer ?? BEARER}` },
    body: Buffer.from(JSON.stringify(payload)),
    now: test.clock,
  });
/** A replica whose statements that put events into the inbox are seen, and may be refused, before the database gets them. */
const keeping = (see: (statement: string) => void) => {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      const statement = JSON.stringify(node);
      if (statement.includes("INSERT INTO inbox")) see(statement);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return test.replica({
    database: { ...test.database, routing: test.database.routing.withPlugin(plugin) },
  }) as typeof test.channels;
};
let unique = 0;
const fresh = () => ({ id: `event-${++unique}` });

describe("a delivery", () => {
  it("is committed before it is answered, and kept once however often it comes, at once or later, at any replica", async () => {
    const event = fresh();
    const other = test.replica() as typeof test.channels;
    const answers = await Promise.all([deliver(event), deliver(event), deliver(event, { channels: other })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await test.inbox()).toMatchObject([{ event: `id:${event.id}`, state: "new" }]);
    // Answered with the id that it is listed by, by whoever knows it.
    const [{ id }] = (await test.tx((tx) => tx.selectFrom("inbox").select("id").execute())) as [{ id: string }];
    const named = answers.filter(({ delivery }) => delivery === id).length;
    expect(answers.every(({ delivery = id }) => delivery === id) && named >= 1).toBe(true);
    expect(await deliver(event, { channels: test.replica() as typeof test.channels })).toEqual({ status: 200 });
    expect(await test.inbox()).toHaveLength(1);
  });

  it("keeps thousands that come at the same time, each once", async () => {
    const events = Array.from({ length: 2_500 }, fresh);
    const shuffled = [...events, ...events.toReversed(), ...events];
    const answers = await Promise.all(shuffled.map((event) => deliver(event)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await test.inbox()).map(({ event }) => event)).toEqual(events.map(({ id }) => `id:${id}`).sort());
  });

  it("that is worked off long ago and comes again starts nothing, also when its body was cleared", async () => {
    const event = fresh();
    await deliver(event);
    await test.tx((tx) => tx.updateTable("inbox").set({ state: "done", body: null }).execute());
    await deliver(event, { channels: test.replica() as typeof test.channels });
    expect(await test.inbox()).toMatchObject([{ state: "done", body: null }]);
  });

  it("that waits in a crowd for its commit has others give way, until it is committed", async () => {
    const inbox = createInboxCommit(test.database, () => test.clock);
    const keep = (n: number) =>
      inbox.keep({ tenant: TENANT, channel: "ch-1", event: `crowd-${n}`, body: "{}", conversation: null });
    const some = [1, 2, 3, 4, 5, 6, 7, 1, 1].map(keep);
    expect(inbox.crowded()).toBe(false);
    const more = keep(8);
    expect(inbox.crowded()).toBe(true);
    await Promise.all([...some, more]);
    expect(inbox.crowded()).toBe(false);
  });

  it("is 404 at an endpoint that is not there, of another kind, or of a tenant that is not active", async () => {
    expect(await deliver(fresh(), { to: "x".repeat(32) })).toEqual({ status: 404 });
    expect(await deliver(fresh(), { to: "../etc" })).toEqual({ status: 404 });
    expect(await test.channels.deliver("chat", endpoint, { headers: {}, body: Buffer.from("{}"), now: 0 })).toEqual({
      status: 404,
    });
    await test.database.control((tx) =>
      tx.updateTable("tenants").set({ state: "suspended" }).where("id", "=", TENANT).execute(),
    );
    test.clock += 6_000;
    expect(await deliver(fresh())).toEqual({ status: 404 });
    await test.database.control((tx) =>
      tx.updateTable("tenants").set({ state: "active" }).where("id", "=", TENANT).execute(),
    );
    test.clock += 6_000;
    expect(await deliver(fresh())).toMatchObject({ status: 200 });
  });

  it("is kept without credentials in it, also where its id is one", async () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    const event = { id: token, text: `use ${token}`, deep: [{ [token]: [token] }] };
    expect([await deliver(event), await deliver(event)]).toMatchObject([{ status: 200 }, { status: 200 }]);
    const rows = await test.tx((tx) => tx.selectFrom("inbox").selectAll().execute());
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows[0]?.body).toContain("use [redacted]");
  });

  it("is refused with no more than the status when it is not from whom it says", async () => {
    expect(await deliver(fresh(), { bearer: "c".repeat(32) })).toEqual({ status: 401 });
    expect(await test.inbox()).toEqual([]);
  });

  it("asks to come again when there is no room, and when the database is away; nothing of it was acknowledged", async () => {
    test.onTake = async (_, key) => (key[0] === "channel" ? { ok: false, retryAfter: 7 } : { ok: true });
    expect(await deliver(fresh())).toEqual({ status: 429, retryAfter: 7 });
    test.onTake = async () => ({ ok: true });
    const away = Object.assign(new Error("terminating connection"), { code: "57P01" });
    const broken = keeping(() => {
      throw away;
    });
    const event = fresh();
    const answers = await Promise.all([deliver(event, { channels: broken }), deliver(fresh(), { channels: broken })]);
    expect(answers).toEqual([
      { status: 503, retryAfter: 2 },
      { status: 503, retryAfter: 2 },
    ]);
    expect(await test.inbox()).toEqual([]);
    expect(await deliver(event, { channels: broken })).toEqual({ status: 503, retryAfter: 2 });
  });

  it("that the database will not take does not take the others with it", async () => {
    let batches = 0;
    const picky = keeping((statement) => {
      batches += 1;
      if (statement.includes("id:bad")) throw Object.assign(new Error("bad"), { code: "22021" });
    });
    const events = [fresh(), { id: "bad" }, fresh()];
    const settled = await Promise.allSettled(events.map((event) => deliver(event, { channels: picky })));
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await test.inbox()).toHaveLength(2);
    expect(batches).toBe(4);
  });

  it("keeps ids that are long, hostile or alike apart, and refuses those that could not be kept as they were written", async () => {
    for (const id of ["\ud800", "\ud801", "a\0b"]) expect(await deliver({ id })).toMatchObject({ status: 400 });
    const ids = ["a".repeat(500), "a".repeat(501), "a b", "a\nb", `sha256:${"0".repeat(64)}`];
    for (const id of ids) expect(await deliver({ id })).toMatchObject({ status: 200 });
    const kept = (await test.inbox()).map(({ event }) => event);
    expect(new Set(kept).size).toBe(ids.length);
    expect(Math.max(...kept.map(({ length }) => length))).toBeLessThanOrEqual(200);
  });
});
