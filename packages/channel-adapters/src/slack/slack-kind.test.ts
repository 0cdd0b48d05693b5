import { parseSlackWebhookBody } from "@chat-adapter/slack/webhook";
import { describe, expect, it } from "vitest";
import type { Accepted, ChannelAccount } from "../types.ts";
import { slack } from "./slack-kind.ts";
import { slackHeaders } from "./slack-signature.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const account: ChannelAccount = {
  tenant: "t-one",
  id: "c-one",
  name: "chat",
  settings: {},
  secrets: { signingSecret: "8f742231b10e8888abcd99yyyzzz85a5", botToken: "xoxb-1" },
};

async function deliver(body: string | Uint8Array, type = "application/json", settings = {}): Promise<Accepted> {
  const bytes = Buffer.from(body);
  const headers = { "content-type": type, ...slackHeaders(account.secrets["signingSecret"]!, bytes, NOW) };
  return slack.accept({ ...account, settings }, { headers, body: bytes, now: NOW });
}

/** An event as Slack's documentation shows them. */
const envelope = (event: object, more: object = {}) =>
  JSON.stringify({
    token: "old",
    team_id: "T123ABC456",
    api_app_id: "A123ABC456",
    event,
    type: "event_callback",
    event_id: "Ev123ABC456",
    event_time: 1234567890,
    authorizations: [{ enterprise_id: null, team_id: "T123ABC456", user_id: "U0BOT", is_bot: true }],
    ...more,
  });
const direct = {
  type: "message",
  channel: "D024BE91L",
  user: "U2147483697",
  text: "help",
  ts: "1355517523.000005",
  channel_type: "im",
};
const mention = {
  type: "app_mention",
  channel: "C0123",
  user: "U061F7AUR",
  text: "<@U0BOT> run demo",
  ts: "1515449522.000016",
};
const incoming = async (event: object, more = {}, settings = {}) => {
  const accepted = await deliver(envelope(event, more), "application/json", settings);
  return accepted.kind === "event" ? accepted.incoming : accepted;
};

describe("Slack's events", () => {
  it("answers the verification of the URL", async () => {
    expect(await deliver('{"token":"x","challenge":"3eZbrw1aBm2r","type":"url_verification"}')).toEqual({
      kind: "answer",
      type: "text/plain; charset=utf-8",
      body: "3eZbrw1aBm2r",
    });
  });

  it("takes direct messages and mentions, each in its thread", async () => {
    expect(await deliver(envelope(direct))).toEqual({
      kind: "event",
      event: "Ev123ABC456",
      incoming: {
        kind: "message",
        address: { channel: "D024BE91L", thread: "1355517523.000005" },
        user: "U2147483697",
        text: "help",
      },
    });
    expect(await incoming({ ...mention, thread_ts: "1515449500.000001" })).toEqual({
      kind: "message",
      address: { channel: "C0123", thread: "1515449500.000001" },
      user: "U061F7AUR",
      text: "run demo",
    });
  });

  it("takes a mention once, though it also comes as a message of its channel", async () => {
    const twin = { ...mention, type: "message", channel_type: "channel" };
    expect(await incoming(twin)).toEqual({ kind: "ignored", why: "not addressed to the bot" });
    for (const type of ["group", "mpim", "something new"]) {
      expect(await incoming({ ...twin, channel_type: type })).toMatchObject({ kind: "ignored" });
    }
  });

  it.each([
    ["an edit", { ...direct, subtype: "message_changed" }],
    ["a mention put in by an edit", { ...mention, edited: { user: "U061F7AUR", ts: "1515449522.000017" } }],
    ["a deletion", { ...direct, subtype: "message_deleted" }],
    ["a join", { ...direct, subtype: "channel_join" }],
    ["a message of a bot", { ...direct, bot_id: "B1" }],
    ["a message of a bot of old", { ...direct, subtype: "bot_message", bot_id: "B1" }],
    ["a message of an app", { ...direct, app_id: "A1" }],
    ["a message of ours", { ...direct, user: "U0BOT" }],
    ["a reaction", { type: "reaction_added", user: "U1", item: {} }],
    ["nothing at all", {}],
  ])("ignores %s", async (_, event) => {
    expect(await incoming(event)).toMatchObject({ kind: "ignored" });
  });

  it("knows its own messages by the channel's settings where Slack does not say who it is", async () => {
    const more = { authorizations: undefined };
    expect(await incoming({ ...direct, user: "U0OURS1" }, more, { botUser: "U0OURS1" })).toMatchObject({
      kind: "ignored",
    });
    expect(await incoming({ ...direct, user: "U0OURS1" }, more)).toMatchObject({ kind: "message" });
  });
});

describe("Slack's commands and buttons", () => {
  const FORM = "application/x-www-form-urlencoded";
  const command =
    "token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&channel_id=C2147483705&channel_name=test" +
    "&user_id=U2147483697&user_name=Steve&command=%2Fsdetkit&text=run+demo+who%3DA%26amp%3BB" +
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1234%2F5678&trigger_id=13345224609.738474920.8088930838d88f008e0";

  it("takes a command, and thanks only the one who typed it", async () => {
    const accepted = await deliver(command, FORM);
    expect(accepted).toMatchObject({
      kind: "event",
      event: "13345224609.738474920.8088930838d88f008e0",
      incoming: {
        kind: "message",
        address: { channel: "C2147483705", user: "U2147483697" },
        user: "U2147483697",
        text: "run demo who=A&B",
      },
    });
    const answer = accepted.kind === "event" ? accepted.answer : undefined;
    expect(JSON.parse(answer?.body ?? "")).toEqual({ response_type: "ephemeral", text: expect.any(String) });
  });

  it("answers the certificate check", async () => {
    expect(await deliver("ssl_check=1&token=x", FORM)).toMatchObject({ kind: "answer", body: "" });
  });

  const pressed = {
    type: "block_actions",
    user: { id: "UA8RXUSPL", username: "jtorrance", team_id: "T9TK3CUKW" },
    api_app_id: "AABA1ABCD",
    container: { type: "message", message_ts: "1548261231.000200", channel_id: "CBR2V3XEX", is_ephemeral: false },
    trigger_id: "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
    channel: { id: "CBR2V3XEX", name: "review" },
    message: {
      type: "message",
      bot_id: "BAH5CA16Z",
      text: "Deploy?",
      user: "UAJ2RU415",
      ts: "1548261231.000200",
      thread_ts: "1548261200.000100",
    },
    actions: [
      {
        action_id: "sdetkit-0",
        block_id: "=qXel",
        text: {},
        value: "approve:a-1",
        type: "button",
        action_ts: "1548426417.840180",
      },
    ],
  };
  const press = (payload: unknown) =>
    deliver(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), FORM);

  it("takes a button in the thread of its message, and knows a click that comes in two requests", async () => {
    const first = await press(pressed);
    expect(first).toEqual({
      kind: "event",
      event: "click-UA8RXUSPL-1548426417.840180",
      incoming: {
        kind: "button",
        address: { channel: "CBR2V3XEX", thread: "1548261200.000100" },
        user: "UA8RXUSPL",
        data: "approve:a-1",
      },
    });
    expect(await press({ ...pressed, trigger_id: "another" })).toEqual(first);
  });

  it("ignores other interactions", async () => {
    expect(await press({ ...pressed, type: "view_submission" })).toMatchObject({ incoming: { kind: "ignored" } });
    expect(await press({ ...pressed, actions: [] })).toMatchObject({ incoming: { kind: "ignored" } });
  });

  it.each([
    ["an unknown type of content", "<x/>", "application/xml", 415],
    ["no type of content", "{}", "", 415],
    ["bytes that are no text", Uint8Array.of(0xff), FORM, 400],
    ["JSON that ends too early", "{", "application/json", 400],
    ["a list", "[1]", "application/json", 400],
    ["a form of something else", "a=b", FORM, 400],
    ["nothing", "", "application/json", 400],
  ])("refuses %s", async (_, body, type, status) => {
    expect(await deliver(body, type)).toMatchObject({ kind: "refused", status });
  });
});

it("simulates what the chat library reads the same way", () => {
  const read = (said: { text?: string; button?: string; address?: { channel: string; thread: string } }) => {
    const { headers, body } = slack.simulate(account, { ...said, user: "U1", event: "Ev1", now: NOW });
    return parseSlackWebhookBody(body, { headers });
  };
  const address = { channel: "C1", thread: "1.000001" };
  expect(read({ text: "help" })).toMatchObject({ kind: "direct_message", eventId: "Ev1", userId: "U1", text: "help" });
  expect(read({ text: "help", address })).toMatchObject({ kind: "app_mention", channelId: "C1", threadTs: "1.000001" });
  expect(read({ text: "/sdetkit run demo" })).toMatchObject({
    kind: "slash_command",
    command: "/sdetkit",
    text: "run demo",
  });
  expect(read({ button: "yes", address })).toMatchObject({
    kind: "block_actions",
    threadTs: "1.000001",
    userId: "U1",
    actions: [{ value: "yes" }],
  });
});

it("says what is wrong with the settings", () => {
  expect(slack.check?.({ settings: { botUser: "@bot", apiUrl: "slack" }, secrets: {} })).toEqual([
    "botUser: expected a user id such as U0123ABCD",
    "apiUrl: expected an http or https URL",
  ]);
});
