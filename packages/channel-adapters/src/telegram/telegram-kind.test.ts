import { describe, expect, it } from "vitest";
import { startFakeVendor } from "../testing/fake-vendor.ts";
import type { Accepted, ChannelAccount } from "../types.ts";
import { telegram } from "./telegram-kind.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const account: ChannelAccount = {
  tenant: "t-one",
  id: "c-one",
  name: "chat",
  settings: { botName: "sdetkit_bot" },
  secrets: { botToken: "4242:token", webhookSecret: "hush" },
};
const ann = { id: 7, is_bot: false, first_name: "Ann" };
const alone = { id: 7, type: "private", first_name: "Ann" };
const group = { id: -100123, type: "supergroup", title: "Team" };

async function deliver(update: unknown, of = account): Promise<Accepted> {
  const body = Buffer.from(JSON.stringify(update));
  return telegram.accept(of, { headers: { "x-telegram-bot-api-secret-token": "hush" }, body, now: NOW });
}
const said = async (message: object, of = account) => {
  const accepted = await deliver({ update_id: 10000, message: { message_id: 1, date: 1, from: ann, ...message } }, of);
  return accepted.kind === "event" ? accepted.incoming : accepted;
};

describe("Telegram's updates", () => {
  it("takes a message", async () => {
    expect(
      await deliver({
        update_id: 10000,
        message: { message_id: 1365, from: ann, chat: alone, date: 1, text: "run demo" },
      }),
    ).toEqual({
      kind: "event",
      event: "10000",
      incoming: { kind: "message", address: { chat: 7 }, user: "7", text: "run demo" },
    });
  });

  it.each([
    ["/run demo a=b", "run demo a=b"],
    ["/run@sdetkit_bot demo", "run demo"],
    ["/RUN@SDETKIT_BOT demo", "RUN demo"],
    ["/sdetkit run demo", "run demo"],
    ["/sdetkit@sdetkit_bot", ""],
    ["/start", "help"],
    ["@sdetkit_bot, help", "help"],
    ["/run demo\nfor all", "run demo\nfor all"],
  ])("reads %j as %j, in a group too", async (text, read) => {
    for (const chat of [alone, group])
      expect(await said({ chat, text })).toMatchObject({ kind: "message", text: read });
  });

  it("leaves alone what in a group is said to others", async () => {
    for (const text of ["hello all", "/run@other_bot demo", "hi @sdetkit_bot2", "mail@sdetkit_botnet"]) {
      expect(await said({ chat: group, text })).toMatchObject({ kind: "ignored" });
    }
    const reply = { chat: group, text: "yes", reply_to_message: { message_id: 1, from: { id: 4242, is_bot: true } } };
    expect(await said(reply)).toMatchObject({ kind: "message", text: "yes" });
    const toOther = { ...reply, reply_to_message: { message_id: 1, from: { id: 4343, is_bot: true } } };
    expect(await said(toOther)).toMatchObject({ kind: "ignored" });
  });

  it("keeps topics apart, and takes a plain thread for its group", async () => {
    const topic = { chat: group, text: "/help", message_thread_id: 5 };
    expect(await said({ ...topic, is_topic_message: true })).toMatchObject({ address: { chat: -100123, topic: 5 } });
    expect(await said(topic)).toMatchObject({ address: { chat: -100123 } });
  });

  it.each([
    ["an edit", { edited_message: { from: ann, chat: alone, text: "x" } }],
    ["a channel's post", { channel_post: { chat: { id: -1, type: "channel" }, text: "x" } }],
    ["a join", { message: { from: ann, chat: group, new_chat_members: [ann] } }],
    ["a picture", { message: { from: ann, chat: alone, photo: [] } }],
    ["a bot", { message: { from: { ...ann, is_bot: true }, chat: group, text: "/help" } }],
    ["somebody who hides behind a group", { message: { from: ann, sender_chat: group, chat: group, text: "/help" } }],
    ["a vote", { poll_answer: {} }],
  ])("ignores %s", async (_, update) => {
    expect(await deliver({ update_id: 1, ...update })).toMatchObject({ kind: "event", incoming: { kind: "ignored" } });
  });

  it("takes a button, and lets it stop waiting at once", async () => {
    const message = { message_id: 3, date: 1, chat: group, message_thread_id: 5, is_topic_message: true };
    const accepted = await deliver({
      update_id: 2,
      callback_query: { id: "4382", from: ann, message, data: "approve:a-1" },
    });
    expect(accepted).toMatchObject({
      kind: "event",
      event: "2",
      incoming: { kind: "button", address: { chat: -100123, topic: 5 }, user: "7", data: "approve:a-1" },
    });
    const answer = accepted.kind === "event" ? accepted.answer : undefined;
    expect(JSON.parse(answer?.body ?? "")).toEqual({ method: "answerCallbackQuery", callback_query_id: "4382" });
  });

  it("refuses what is no update", async () => {
    for (const update of [null, [], {}, { update_id: "1" }, { update_id: 1.5 }]) {
      expect(await deliver(update)).toMatchObject({ kind: "refused", status: 400 });
    }
  });

  it("refuses everything while the channel has no secret", async () => {
    const open = { ...account, secrets: { ...account.secrets, webhookSecret: "" } };
    const delivery = { headers: { "x-telegram-bot-api-secret-token": "" }, body: Buffer.from("{}"), now: NOW };
    expect(await telegram.accept(open, delivery)).toMatchObject({ kind: "refused", status: 401 });
  });
});

describe("sending to Telegram", () => {
  it("follows a group that has grown", async () => {
    const fake = await startFakeVendor();
    fake.answerWith((n) =>
      n === 0
        ? {
            status: 400,
            body: '{"ok":false,"error_code":400,"description":"x","parameters":{"migrate_to_chat_id":-100999}}',
          }
        : { status: 200, body: '{"ok":true,"result":{"message_id":5}}' },
    );
    const sent = await telegram.send(
      { ...account, settings: { apiUrl: fake.base } },
      { chat: -9 },
      { text: "hello" },
      fetch,
    );
    expect(sent).toEqual({ kind: "sent", external: "5" });
    expect(fake.requests.map(({ body }) => JSON.parse(body).chat_id)).toEqual([-9, -100999]);
    await fake.close();
  });

  it("says when a button would bring back more than Telegram keeps", async () => {
    const buttons = [{ label: "Yes", data: "é".repeat(33) }];
    expect(await telegram.send(account, { chat: 1 }, { text: "hello", buttons }, fetch)).toEqual({
      kind: "failed",
      why: "a button's data: expected at most 64 bytes, got 66",
    });
  });
});

it("says what is wrong with settings and secrets", () => {
  const given = { settings: { botName: "@bot", apiUrl: 1 }, secrets: { botToken: "nope", webhookSecret: "a b" } };
  expect(telegram.check?.(given)).toEqual([
    "botToken: expected a number, a colon and a key, as issued by BotFather",
    "webhookSecret: expected 1 to 256 of the characters A-Z a-z 0-9 _ -, as Telegram requires",
    "botName: expected a user name without @",
    "apiUrl: expected an http or https URL",
  ]);
});
