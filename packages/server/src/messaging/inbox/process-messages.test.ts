import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../chat/create-chat.ts";
import { openTestChannels, type TestChannels } from "../testing/channels.ts";
import type { Channels } from "../types.ts";
import { dueConversations } from "./inbox-rows.ts";

let test: TestChannels;
beforeAll(async () => {
  test = await openTestChannels();
  await test.add("chat", "chat");
  await test.person("ana", "operator", "U1");
});
afterAll(() => test.close());
beforeEach(async () => {
  test.onStart = () => undefined;
  await test.tx(async (tx) => {
    await tx.deleteFrom("inbox").execute();
    await tx.deleteFrom("conversations").execute();
  });
});

async function work(workers: readonly Channels[], until: () => Promise<boolean>): Promise<void> {
  for (const worker of workers) worker.start();
  await expect.poll(until, { timeout: 30_000, interval: 20 }).toBe(true);
  for (const worker of workers) await worker.stop();
}
const nothingNew = async () => (await test.inbox()).every(({ state }) => state !== "new");
/** What the log has of each conversation, in its order. */
async function heard(): Promise<string[][]> {
  const rows = await test.tx((tx) =>
    tx.selectFrom("messages").select(["conversation", "body"]).where("direction", "=", "in").orderBy("n").execute(),
  );
  const of = Map.groupBy(rows, ({ conversation }) => conversation);
  return [...of.values()].map((all) => all.map(({ body }) => (body as { text: string }).text));
}

describe("what people say", () => {
  it("is answered once each and in the order of its conversation, by several replicas that lose their connections", async () => {
    const said = Array.from({ length: 20 }, (_, n) => `help ${String(n).padStart(2, "0")}`);
    const rooms = ["a", "b", "c", "d", "e"];
    for (const text of said) await Promise.all(rooms.map((room) => test.hear("U1", { text, room })));
    let thrown = 0;
    const flaky = () =>
      test.replica({
        database: {
          ...test.database,
          tenant: (tenant, work) =>
            test.database.tenant(tenant, async (tx) => {
              const result = await work(tx);
              // As if killed between working and committing.
              if (thrown < 10 && Math.random() < 0.3) {
                thrown += 1;
                throw Object.assign(new Error("terminating connection"), { code: "57P01" });
              }
              return result;
            }),
        },
      });
    await work([flaky(), flaky(), test.channels], nothingNew);
    expect(await heard()).toEqual(rooms.map(() => said));
    expect((await test.inbox()).every(({ state, attempts }) => state === "done" && attempts === 1)).toBe(true);
  });

  it("in one conversation does not wait for another one", async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const holding = test.replica({
      chat: createChat(async () => {
        await answered;
        return { body: { items: [], next: null } };
      }),
    });
    await test.hear("U1", { text: "templates", room: "slow" });
    await test.hear("U1", { text: "help", room: "quick" });
    holding.start();
    const done = async () => (await test.inbox()).filter(({ state }) => state === "done").length;
    await expect.poll(done, { timeout: 10_000, interval: 20 }).toBe(1);
    expect(await heard()).toEqual([["help"]]);
    // What is said behind it waits.
    await test.hear("U1", { text: "whoami", room: "slow" });
    await test.hear("U1", { text: "whoami", room: "quick" });
    await expect.poll(done, { timeout: 10_000, interval: 20 }).toBe(2);
    answer();
    await expect.poll(done, { timeout: 10_000, interval: 20 }).toBe(4);
    await holding.stop();
    expect((await heard()).toSorted()).toEqual([
      ["help", "whoami"],
      ["templates", "whoami"],
    ]);
  });

  it("shares a transaction with what others of the tenant say, where it only reads", async () => {
    const rooms = Array.from({ length: 20 }, (_, n) => `room ${String(n).padStart(2, "0")}`);
    const said = ["status", "whoami", "help"];
    for (const text of said) for (const room of rooms) await test.hear("U1", { text, room });
    let transactions = 0;
    const counting = test.replica({
      database: {
        ...test.database,
        tenant: (tenant, work) => {
          transactions += 1;
          return test.database.tenant(tenant, work);
        },
      },
    });
    const sent = test.sent.length;
    await work([counting], async () => test.sent.length === sent + 60);
    expect(await heard()).toEqual(rooms.map(() => said));
    // Of each message alone there would be three: one for what is answered, two for sending that.
    expect(transactions).toBeLessThan(60);
  });

  it("is not undone by what goes wrong or acts beside it", async () => {
    const unwell = test.replica({
      chat: createChat(() => Promise.reject(new Error("a bug"))),
    });
    await test.hear("U1", { text: "status", room: "a", event: "amiss" });
    await test.hear("U1", { text: "help", room: "b", event: "good" });
    await test.hear("U1", { text: "run health in shop", room: "c", event: "acts" });
    await test.hear("U1", { text: "help", room: "c", event: "then" });
    await work([unwell], async () =>
      (await test.inbox()).every(({ state, attempts }) => state === "done" || attempts > 0),
    );
    expect(await test.inbox()).toMatchObject([
      { event: "acts", state: "done" },
      { event: "amiss", state: "new", attempts: 1 },
      { event: "good", state: "done", attempts: 1 },
      { event: "then", state: "done" },
    ]);
    expect((await heard()).toSorted()).toEqual([["help"], ["run health in shop", "help"]]);
    expect(unwell.tally().events).toContainEqual(expect.objectContaining({ outcome: "started", count: 1 }));
    expect(unwell.tally().events).toContainEqual(expect.objectContaining({ outcome: "answered", count: 2 }));
  });

  it("is looked for tenant by tenant, and not by how much each has", async () => {
    const row = (tenant: string, n: number) => ({
      tenant,
      channel: "c",
      event: `${n}`,
      conversation: `c-${n}`,
      ready_at: new Date(0),
    });
    await test.tx((tx) =>
      tx
        .insertInto("inbox")
        .values(Array.from({ length: 30 }, (_, n) => row("t-one", n)))
        .execute(),
    );
    await test.database.tenant("t-two", (tx) =>
      tx
        .insertInto("inbox")
        .values([row("t-two", 1)])
        .execute(),
    );
    const due = await dueConversations({ database: test.database, now: () => test.clock }, 4);
    expect(due.map(({ tenant }) => tenant)).toEqual(["t-one", "t-two", "t-one", "t-one"]);
    await test.database.tenant("t-two", (tx) => tx.deleteFrom("inbox").execute());
  });

  it("that cannot be answered is tried 12 times, logged, apologized for, and no event of a program to be retried", async () => {
    test.onStart = () => {
      throw new Error("a bug");
    };
    test.lines.length = 0;
    await test.hear("U1", { text: "run health", room: "unlucky", event: "bad" });
    for (let attempt = 1; attempt <= 12; attempt++) {
      await work([test.channels], async () => (await test.inbox())[0]!.attempts === attempt);
      test.clock += 900_000;
    }
    expect(await test.inbox()).toMatchObject([{ state: "failed", attempts: 12 }]);
    expect(test.lines.at(-1)).toMatchObject({ channel: "chat", event: "bad", code: "internal", attempts: 12 });
    expect(test.channels.tally().failed).toContainEqual({ channel: "chat", code: "internal", count: 1 });
    expect(test.channels.tally().events).toContainEqual({ channel: "chat", outcome: "retried", count: 11 });
    const told = () =>
      test.sent.some(({ room, message: { text } }) => room === "unlucky" && /internal error/.test(text));
    await work([test.channels], async () => told());
    await test.tx(async (tx) => {
      const [failed] = await test.channels.deliveries.list(tx, test.admin.tenant, { state: "failed", limit: 1 });
      expect(failed).toMatchObject({ kind: "chat", event: "bad", code: "internal" });
      const shown = await test.channels.deliveries.find(tx, test.admin.tenant, failed!.id);
      expect(shown).toMatchObject({ payload: null });
      await expect(test.channels.deliveries.retry(tx, test.admin, failed!.id)).rejects.toThrow(
        /a message from a person/,
      );
    });
  });
});
