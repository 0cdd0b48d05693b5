import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "../control/access/types.ts";
import { openWorld, type World } from "../http/testing/open-world.ts";
import { perform } from "./perform.ts";

let world: World;
let caller: Caller;
const SECRETS = { signingSecret: "8f742231b10e8888abcd99yyyzzz85a5", botToken: `xoxb${"-"}1-2-abc` };

beforeAll(async () => {
  world = await openWorld();
  const { id, admin } = await world.tenant("acme");
  caller = (await world.services.access.authenticate(admin))!;
  await world.database.tenant(id, async (tx) => {
    const add = (name: string) =>
      world.services.channels.add(tx, caller, { name, kind: "slack", settings: {}, secrets: SECRETS });
    const [team, other] = [await add("team"), await add("other")];
    const rows = [
      // The ids of conversations say nothing of their order; two of them began in the same moment.
      { id: "c-9", channel: team.id, created_at: new Date("2026-11-20T10:00:00.000Z") },
      { id: "c-1", channel: other.id, created_at: new Date("2026-11-20T11:00:00.000Z") },
      { id: "c-5", channel: team.id, created_at: new Date("2026-11-20T12:00:00.000Z") },
      { id: "c-3", channel: team.id, created_at: new Date("2026-11-20T12:00:00.000Z") },
      { id: "c-4", channel: "ch-removed", created_at: new Date("2026-11-20T13:00:00.000Z") },
    ];
    await tx
      .insertInto("conversations")
      .values(rows.map((row) => ({ ...row, tenant: id, address: "{}" })))
      .execute();
    const message = { tenant: id, conversation: "c-5", direction: "in" as const, author: "U1", body: "{}" };
    await tx
      .insertInto("messages")
      .values([13, 14].map((hour) => ({ ...message, at: new Date(`2026-11-20T${hour}:00:00.000Z`) })))
      .execute();
  });
});
afterAll(() => world?.close());

interface Page {
  readonly items: readonly {
    readonly id: string;
    readonly channel: string;
    readonly channel_name: string | null;
    readonly last_message_at: string | null;
  }[];
  readonly next: string | null;
}

async function page(query: object): Promise<Page> {
  const services = world.services;
  const { signal } = new AbortController();
  const call = { caller, services, signal, request: "req-1", header: () => null, idempotencyKey: null };
  const answer = await perform("conversations.list", { params: {}, query, body: async () => undefined }, call);
  return JSON.parse((answer as { readonly body: string }).body);
}

it("are listed newest first, page after page", async () => {
  const seen: string[] = [];
  for (let next: string | null | undefined; next !== null; ) {
    const got: Page = await page({ limit: 2, ...(next === undefined ? {} : { cursor: next }) });
    seen.push(...got.items.map(({ id }) => id));
    next = got.next;
  }
  expect(seen).toEqual(["c-4", "c-5", "c-3", "c-1", "c-9"]);
});

it("are listed of one channel, by its name or id, also when it is gone", async () => {
  const of = async (channel: string) => (await page({ channel })).items.map(({ id }) => id);
  expect(await of("team")).toEqual(["c-5", "c-3", "c-9"]);
  expect(await of((await page({ channel: "other" })).items[0]!.channel)).toEqual(["c-1"]);
  expect(await of("ch-removed")).toEqual(["c-4"]);
  expect(await of("nobody")).toEqual([]);
});

it("say their channel's name as long as there is one, and when they were last spoken in", async () => {
  const { items } = await page({});
  expect(items.map(({ channel_name, last_message_at }) => [channel_name, last_message_at])).toEqual([
    [null, null],
    ["team", "2026-11-20T14:00:00.000Z"],
    ["team", null],
    ["other", null],
    ["team", null],
  ]);
});

it("are exported with numbers that do not tell how much others say meanwhile", async () => {
  const other = await world.tenant("other");
  const say = (tenant: string, conversation: string) =>
    world.database.tenant(tenant, async (tx) => {
      const row = { tenant, id: conversation, channel: "ch", address: "{}" };
      await tx
        .insertInto("conversations")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const message = { tenant, conversation, direction: "in" as const, author: "U1", body: "{}" };
      await tx.insertInto("messages").values(message).execute();
    });
  for (const tenant of [caller.tenant, other.id, other.id, caller.tenant]) await say(tenant, "c-numbered");
  const exported = await world.ask(other.admin, "GET", "/api/v1/conversations/c-numbered/messages");
  const lines = (await exported.text()).trim().split("\n");
  // The second tenant's messages are not the first that there are.
  expect(lines.map((line) => JSON.parse(line).n)).toEqual([1, 2]);
});
