import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestChannels, TENANT, type TestChannels } from "../testing/channels.ts";
import { openConversation } from "../testing/open-conversation.ts";
import type { Channels } from "../types.ts";

let test: TestChannels;
let channel: string;
beforeAll(async () => {
  test = await openTestChannels();
  channel = (await test.add("chat", "chat")).id;
});
afterAll(() => test.close());
beforeEach(async () => {
  test.onSend = () => ({ kind: "sent", external: "1" });
  test.sent.splice(0);
  await test.tx((tx) => tx.deleteFrom("outbox").execute());
});

const chat = { name: "chat", kind: "chat", settings: {}, secrets: { botToken: "secret-bot-token" } };
const kind = { conversationKey: ({ room }: { readonly room?: unknown }) => String(room) } as never;
const reply = (room: string, text: string) =>
  test.tx(async (tx) => {
    const conversation = await openConversation(tx, TENANT, kind, channel, { room });
    await test.channels.reply(tx, TENANT, conversation, { text });
  });
const rows = () =>
  test.tx((tx) => tx.selectFrom("outbox").select(["state", "attempts", "problem", "external"]).orderBy("n").execute());
async function work(workers: readonly Channels[], until: () => unknown): Promise<void> {
  for (const worker of workers) worker.start();
  await expect.poll(async () => Boolean(await until()), { timeout: 20_000, interval: 20 }).toBe(true);
  for (const worker of workers) await worker.stop();
}
const nothingNew = async () => (await rows()).every(({ state }) => state !== "new");
const texts = (room: string) => test.sent.filter((each) => each.room === room).map(({ message }) => message.text);

describe("the outbox", () => {
  it("sends each reply once and in its conversation's order, with several replicas", async () => {
    const wanted = Array.from({ length: 15 }, (_, n) => `text ${n}`);
    for (const text of wanted) for (const room of ["a", "b", "c"]) await reply(room, text);
    await work([test.channels, test.replica(), test.replica()], nothingNew);
    for (const room of ["a", "b", "c"]) expect(texts(room)).toEqual(wanted);
  });

  it("sends one at a time in a conversation, however long it takes", async () => {
    let sending = 0;
    let most = 0;
    test.onSend = async () => {
      most = Math.max(most, ++sending);
      await new Promise((resolve) => setTimeout(resolve, 20));
      sending -= 1;
      return { kind: "sent", external: "1" };
    };
    for (let n = 0; n < 5; n++) await reply("a", `text ${n}`);
    await work([test.channels, test.replica(), test.replica()], nothingNew);
    expect(most).toBe(1);
  });

  it("waits as long as the vendor asks, holds back what comes after, and lets other conversations go on", async () => {
    test.onSend = ({ room }) =>
      room === "slow" ? { kind: "later", why: "rate limited", retryAfter: 40 } : { kind: "sent", external: "1" };
    for (const room of ["slow", "slow", "quick"]) await reply(room, "hello");
    await work([test.channels], async () => texts("quick").length === 1 && texts("slow").length === 1);
    test.clock += 39_000;
    await work([test.channels], () => true);
    expect(texts("slow")).toHaveLength(1);
    test.onSend = () => ({ kind: "sent", external: "2" });
    test.clock += 2_000;
    await work([test.channels], nothingNew);
    expect(await rows()).toMatchObject([{ attempts: 2, state: "sent" }, { state: "sent" }, { state: "sent" }]);
  });

  it("gives a reply up that the vendor will not take, or after 12 attempts; the next one's turn comes", async () => {
    test.onSend = ({ message }) => {
      if (message.text === "gone") return { kind: "failed", why: "the chat is gone" };
      if (message.text === "broken") throw new Error("socket hang up");
      return { kind: "sent", external: "1" };
    };
    for (const text of ["gone", "broken", "fine"]) await reply("a", text);
    for (let attempt = 1; attempt <= 12; attempt++) {
      await work([test.channels], async () => (await rows())[1]!.attempts === attempt);
      test.clock += 901_000;
    }
    await work([test.channels], nothingNew);
    expect(await rows()).toMatchObject([
      { state: "failed", problem: "the chat is gone" },
      { state: "failed", problem: "socket hang up; given up", attempts: 12 },
      { state: "sent" },
    ]);
  });

  it("is more patient than a vendor that says at once, every time", async () => {
    test.onSend = () => ({ kind: "later", why: "rate limited", retryAfter: 0 });
    await reply("a", "hello");
    for (const attempts of [1, 2, 3]) {
      await work([test.channels], async () => (await rows())[0]!.attempts === attempts);
      await work([test.channels], () => true);
      expect(await rows()).toMatchObject([{ attempts, state: "new" }]);
      test.clock += 2 ** (attempts - 1) * 1_000;
    }
  });

  it("tells the log of a reply that it gives up, also when it could not even be begun", async () => {
    const told: object[] = [];
    const { id } = await test.add("sealed", "chat");
    await test.tx(async (tx) => {
      await sql`UPDATE secrets SET sealed = '\\x00' WHERE id = (SELECT secret FROM channels WHERE id = ${id})`.execute(
        tx,
      );
      const conversation = await openConversation(tx, TENANT, kind, id, { room: "sealed" });
      await test.channels.reply(tx, TENANT, conversation, { text: "hello" });
      await tx.updateTable("outbox").set({ attempts: 11 }).execute();
    });
    const log = { info: () => undefined, warn: (detail: object) => void told.push(detail) };
    await work([test.replica({ log })], nothingNew);
    expect(told).toMatchObject([{ tenant: TENANT, why: expect.stringContaining("given up") }]);
    await test.tx((tx) => test.channels.remove(tx, test.admin, "sealed"));
  });

  it("lets no tenant with many conversations keep another one waiting", async () => {
    const other = "t-two";
    const holding = Promise.withResolvers<void>();
    test.onSend = async ({ room }) => {
      if (room !== "other") await holding.promise;
      return { kind: "sent", external: "1" };
    };
    await test.tx(async (tx) => {
      for (let n = 0; n < 250; n++) {
        const conversation = await openConversation(tx, TENANT, kind, channel, { room: `room ${n}` });
        await test.channels.reply(tx, TENANT, conversation, { text: "hello" });
      }
    });
    await test.database.tenant(other, async (tx) => {
      const added = await test.channels.add(tx, { ...test.admin, tenant: other }, chat);
      const conversation = await openConversation(tx, other, kind, added.id, { room: "other" });
      await test.channels.reply(tx, other, conversation, { text: "hello" });
    });
    test.channels.start();
    await expect.poll(() => texts("other"), { timeout: 20_000 }).toEqual(["hello"]);
    // Told to stop, it ends with what it has begun, whatever is still due.
    const stopped = test.channels.stop();
    holding.resolve();
    await stopped;
    const left = (await rows()).filter(({ state }) => state === "new");
    expect(left.length).toBeGreaterThan(200);
  });

  it("looks anew for who is due while a slow vendor still has many to send to", async () => {
    const other = "t-two";
    const slow = Promise.withResolvers<void>();
    test.onSend = async ({ room }) => {
      if (room.startsWith("slow")) await slow.promise;
      return { kind: "sent", external: "1" };
    };
    await test.tx(async (tx) => {
      for (let n = 0; n < 50; n++) {
        const conversation = await openConversation(tx, TENANT, kind, channel, { room: `slow ${n}` });
        await test.channels.reply(tx, TENANT, conversation, { text: "hello" });
      }
    });
    test.channels.start();
    await expect.poll(() => test.sent.length, { timeout: 20_000 }).toBe(8);
    await test.database.tenant(other, async (tx) => {
      const added = await test.channels.add(tx, { ...test.admin, tenant: other }, { ...chat, name: "late" });
      const conversation = await openConversation(tx, other, kind, added.id, { room: "other" });
      await test.channels.reply(tx, other, conversation, { text: "hello" });
    });
    test.clock += 3_000;
    slow.resolve();
    await work([test.channels], nothingNew);
    expect(test.sent.findIndex(({ room }) => room === "other")).toBeLessThan(20);
  });

  it("goes on with the rest of a reply that went out in part", async () => {
    let first = true;
    test.onSend = () => {
      if (!first) return { kind: "sent", external: "2" };
      first = false;
      return { kind: "later", why: "rate limited", retryAfter: 1, rest: { text: "second half" } };
    };
    await reply("a", "first half, second half");
    await work([test.channels], () => texts("a").length === 1);
    test.clock += 2_000;
    await work([test.channels], nothingNew);
    expect(texts("a")).toEqual(["first half, second half", "second half"]);
  });

  it("sends once more, and after a minute, what somebody began to send and did not finish", async () => {
    await reply("a", "hello");
    const dying = test.replica({
      database: {
        ...test.database,
        tenant: (tenant, work) => {
          if (test.sent.length > 0) return Promise.reject(Object.assign(new Error("gone"), { code: "57P01" }));
          return test.database.tenant(tenant, work);
        },
      },
    });
    await work([dying], () => test.sent.length === 1);
    await work([test.channels], () => true);
    expect(test.sent).toHaveLength(1);
    test.clock += 61_000;
    await work([test.channels], nothingNew);
    expect(test.sent).toHaveLength(2);
  });

  it("lets a secret that does not open delay its own channel alone", async () => {
    const { id } = await test.add("sealed", "chat");
    await test.tx(async (tx) => {
      await sql`UPDATE secrets SET sealed = '\\x00' WHERE id = (SELECT secret FROM channels WHERE id = ${id})`.execute(
        tx,
      );
      for (let n = 0; n < 20; n++) {
        const conversation = await openConversation(tx, TENANT, kind, id, { room: `sealed ${n}` });
        await test.channels.reply(tx, TENANT, conversation, { text: "hello" });
      }
    });
    for (let n = 0; n < 20; n++) await reply(`room ${n}`, "hello");
    await work([test.channels], async () => test.sent.length === 20);
    expect((await rows()).filter(({ state }) => state === "new")).toEqual(
      Array(20).fill({
        state: "new",
        attempts: 1,
        problem: expect.stringContaining("to open under this server"),
        external: null,
      }),
    );
    await test.tx((tx) => test.channels.remove(tx, test.admin, "sealed"));
  });

  it("records instead of sending where a kind is simulated", async () => {
    await reply("a", "hello");
    await work(
      [test.replica({ settings: { ...test.settings, channels: { simulate: ["chat"], hosts: [] } } })],
      nothingNew,
    );
    expect(test.sent).toEqual([]);
    expect(await rows()).toMatchObject([{ state: "sent", external: "simulated" }]);
  });

  it("fails what belongs to a channel that was removed", async () => {
    await test.add("other", "chat");
    await test.tx(async (tx) => {
      const [other] = (await test.channels.list(tx, TENANT)).filter(({ name }) => name === "other");
      const conversation = await openConversation(tx, TENANT, kind, other!.id, { room: "z" });
      await test.channels.reply(tx, TENANT, conversation, { text: "hello" });
      await test.channels.remove(tx, test.admin, "other");
    });
    await work([test.channels], nothingNew);
    expect(await rows()).toMatchObject([{ state: "failed", problem: "the channel was removed" }]);
  });
});
