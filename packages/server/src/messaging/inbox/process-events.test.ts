import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { causeColumns } from "../../control/runs/start-cause.ts";
import { BEARER, openTestChannels, quotaFault, TENANT, type TestChannels } from "../testing/channels.ts";
import type { Channels } from "../types.ts";

let test: TestChannels;
let endpoint: string;
let channel: string;
beforeAll(async () => {
  test = await openTestChannels();
  const hook = await test.add("hook", "webhook", {
    workspace: "shop",
    task: "template:health",
    id: "${{ event.payload.id }}",
    inputs: { ref: "${{ event.payload.ref }}" },
    when: "event.payload.skip != true",
  });
  channel = hook.id;
  endpoint = hook.path.split("/").at(-1)!;
});
afterAll(() => test.close());
beforeEach(async () => {
  test.onStart = () => undefined;
  await test.tx(async (tx) => {
    await tx.deleteFrom("inbox").execute();
    await tx.deleteFrom("runs").execute();
  });
});

const deliver = async (payload: unknown) => {
  const answer = await test.channels.deliver("webhook", endpoint, {
    headers: { "content-type": "application/json", authorization: `Bearer ${BEARER}` },
    body: Buffer.from(JSON.stringify(payload)),
    now: test.clock,
  });
  expect(answer.status).toBe(200);
};
const runs = () =>
  test.tx((tx) => tx.selectFrom("runs").select(["cause", "inputs", "requester", "channel"]).orderBy("cause").execute());
let unique = 0;
const ids = (count: number) => Array.from({ length: count }, () => `e${String(++unique).padStart(5, "0")}`);

/** Works until nothing is new, or `until` holds. */
async function work(workers: readonly Channels[], until: () => Promise<boolean>): Promise<void> {
  for (const worker of workers) worker.start();
  await expect.poll(until, { timeout: 20_000, interval: 20 }).toBe(true);
  for (const worker of workers) await worker.stop();
}
const nothingNew = async () => (await test.inbox()).every(({ state }) => state !== "new");

describe("the inbox", () => {
  it("starts one run for each event, as the channel's account, with the inputs of its mapping", async () => {
    const [id] = ids(1);
    await deliver({ id, ref: "main" });
    await work([test.channels], nothingNew);
    expect(await runs()).toEqual([
      { cause: `inbox:${channel}:id:${id}`, inputs: { ref: "main" }, requester: "admin", channel: "webhook" },
    ]);
    expect(await test.inbox()).toMatchObject([{ state: "done", problem: null }]);
  });

  it("starts nothing for an event that the condition leaves out, and says why for one that cannot be started", async () => {
    const [skipped, refused] = ids(2);
    await deliver({ id: skipped, skip: true });
    await test.tx((tx) =>
      tx
        .insertInto("inbox")
        .values({
          tenant: TENANT,
          channel: "ch-gone",
          event: `x-${refused}`,
          body: '{"kind":"event","payload":{}}',
          ready_at: new Date(test.clock),
        })
        .execute(),
    );
    await work([test.channels], nothingNew);
    expect(await runs()).toEqual([]);
    expect(await test.inbox()).toMatchObject([
      { event: `id:${skipped}`, state: "done" },
      { event: `x-${refused}`, state: "failed", problem: "the channel was removed" },
    ]);
  });

  it("starts exactly one run for each event with several workers that are thrown out of their transactions again and again", async () => {
    const all = ids(400);
    await Promise.all(all.map((id) => deliver({ id, ref: "main" })));
    let thrown = 0;
    const flaky = () =>
      test.replica({
        database: {
          ...test.database,
          tenant: (tenant, work) =>
            test.database.tenant(tenant, async (tx) => {
              const result = await work(tx);
              // As if killed between working and committing.
              if (thrown < 25 && Math.random() < 0.5) {
                thrown += 1;
                throw Object.assign(new Error("terminating connection"), { code: "57P01" });
              }
              return result;
            }),
        },
      });
    const workers = [flaky(), flaky(), flaky()];
    await work([...workers, test.channels], nothingNew);
    const started = await runs();
    expect(started.map(({ cause }) => cause)).toEqual(all.map((id) => `inbox:${channel}:id:${id}`));
    expect((await test.inbox()).every(({ state }) => state === "done")).toBe(true);
  });

  it.each([
    ["in larger transactions while its events are short", "main", [100, 300, 250]],
    ["in small transactions while its events are long", "x".repeat(20_000), [100, 100, 50]],
  ])("works a backlog off %s", async (_, ref, expected) => {
    const all = ids(expected.reduce((sum, count) => sum + count, 0));
    await Promise.all(all.map((id) => deliver({ id, ref })));
    const worked: number[] = [];
    const counting = test.replica({
      database: {
        ...test.database,
        tenant: (tenant, work) =>
          test.database.tenant(tenant, async (tx) => {
            const left = () => tx.selectFrom("inbox").select("event").where("state", "=", "new").execute();
            const before = await left();
            const result = await work(tx);
            worked.push(before.length - (await left()).length);
            return result;
          }),
      },
    });
    await work([counting], nothingNew);
    expect(worked.filter((count) => count > 0)).toEqual(expected);
  });

  it("never lets one event stand in the way of others: it is tried 12 times with pauses and then given up", async () => {
    const [before, bad, after] = ids(3);
    test.onStart = ({ cause }) => {
      if (causeColumns(cause).cause?.endsWith(bad!))
        throw new Error("a bug with sk-ant-api03-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    };
    for (const id of [before, bad, after]) await deliver({ id });
    const others = async () => (await test.inbox()).filter(({ state }) => state === "done").length === 2;
    await work([test.channels], others);
    for (let attempt = 1; attempt < 12; attempt++) {
      await expect.poll(async () => (await test.inbox())[1]?.attempts).toBe(attempt);
      test.clock += 900_000;
      await work([test.channels], async () => (await test.inbox())[1]!.attempts === attempt + 1);
    }
    const [, kept] = await test.inbox();
    expect(kept).toMatchObject({ state: "failed", attempts: 12, problem: expect.stringMatching(/^a bug/) });
    expect(await runs()).toHaveLength(2);
  });

  it("does not take the database for away for ever: what alone takes too long there waits, and others are answered", async () => {
    await test.add("chat", "chat");
    await test.person("ana", "operator", "U1");
    test.onStart = () => {
      // What the next statement finds after PostgreSQL has ended a transaction that said nothing for too long.
      throw new Error("Client has encountered a connection error and is not queryable");
    };
    await test.hear("U1", { text: "run health", event: "m1" });
    // After it, in the order in which they are worked off.
    test.clock += 1_000;
    await test.hear("U2", { text: "whoami", event: "m2" });
    await work([test.channels], async () => (await test.inbox())[1]?.state === "done");
    expect(await test.inbox()).toMatchObject([
      { event: "m1", state: "new", attempts: 1 },
      { event: "m2", state: "done", attempts: 1 },
    ]);
  });

  it("lets events wait for a quota without giving them up", async () => {
    const all = ids(5);
    const admitted = new Set<unknown>();
    let room = 2;
    test.onStart = (request) => {
      const { cause } = causeColumns(request.cause);
      if (admitted.size === room && !admitted.has(cause)) throw quotaFault();
      admitted.add(cause);
    };
    for (const id of all) await deliver({ id });
    await work([test.channels], async () => (await runs()).length === 2);
    expect((await test.inbox()).filter(({ state }) => state === "new")).toMatchObject([
      { attempts: 0 },
      { attempts: 0 },
      { attempts: 0 },
    ]);
    room = 100;
    test.clock += 31_000;
    await work([test.channels], nothingNew);
    expect(await runs()).toHaveLength(5);
  });

  it("clears bodies after their time and keeps the ids", async () => {
    const [id] = ids(1);
    await deliver({ id });
    await work([test.channels], nothingNew);
    await test.channels.sweep(test.clock + 29 * 86_400_000);
    expect(await test.inbox()).toMatchObject([{ body: expect.stringContaining('"event"') }]);
    await test.channels.sweep(test.clock + 31 * 86_400_000);
    expect(await test.inbox()).toMatchObject([{ event: `id:${id}`, state: "done", body: null }]);
  });
});
