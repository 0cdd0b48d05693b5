import { bodyId, field, id, json, utf8, words } from "../http-client/parse-payload.ts";
import type { Accepted, Address, Incoming } from "../types.ts";
import { fromMrkdwn, withoutBot } from "./slack-text.ts";

/** Said at once to the one who typed a command, and to nobody else. */
const NOTED = JSON.stringify({
  response_type: "ephemeral",
  text: "Received. The reply appears here, or only to you if I am not a member of this channel.",
});
/** Subtypes that are still something that a person typed. */
const TYPED: readonly unknown[] = [undefined, "thread_broadcast", "file_share", "me_message"];

/** Reads a request of which it is known that Slack sent it. `bot`: the bot's user id, when the channel's settings name it. */
export function readSlack(type: string, body: Uint8Array, bot: string | undefined): Accepted {
  const text = utf8(body);
  if (text === null) return { kind: "refused", status: 400, why: "expected UTF-8" };
  switch (type.split(";")[0]!.trim().toLowerCase()) {
    case "application/json":
      return readEvent(json(text), body, bot);
    case "application/x-www-form-urlencoded":
      return readForm(new URLSearchParams(text), body);
    default:
      return { kind: "refused", status: 415, why: "expected JSON or a form" };
  }
}

function readEvent(envelope: unknown, body: Uint8Array, bot: string | undefined): Accepted {
  const type = field(envelope, "type");
  const challenge = field(envelope, "challenge");
  if (type === "url_verification" && typeof challenge === "string") {
    return { kind: "answer", type: "text/plain; charset=utf-8", body: challenge };
  }
  if (typeof type !== "string") return { kind: "refused", status: 400, why: "expected an object with a type" };
  return {
    kind: "event",
    event: id(field(envelope, "event_id")) ?? bodyId(body),
    incoming: type === "event_callback" ? readMessage(envelope, bot) : ignored(`an event of another type`),
  };
}

function readMessage(envelope: unknown, named: string | undefined): Incoming {
  const event = field(envelope, "event");
  const type = field(event, "type");
  if (type !== "message" && type !== "app_mention") return ignored("no message");
  const bot = named ?? botOf(envelope);
  const [channel, ts, user] = [id(field(event, "channel")), id(field(event, "ts")), id(field(event, "user"))];
  if (channel === undefined || ts === undefined || user === undefined) return ignored("no sender or no channel");
  if (user === bot || field(event, "bot_id") !== undefined || field(event, "app_id") !== undefined) {
    return ignored("sent by a bot");
  }
  if (!TYPED.includes(field(event, "subtype")) || field(event, "edited") !== undefined)
    return ignored("not a new message");
  // In a channel a mention comes as an event of its own: taking the message as well would do everything twice. Slack says of
  // each message what it was sent in; an emulator may not, and then sends no mentions either.
  if (type === "message" && !["im", "app_home", undefined].includes(field(event, "channel_type") as string)) {
    return ignored("not addressed to the bot");
  }
  const text = fromMrkdwn(withoutBot(words(field(event, "text")), bot));
  return { kind: "message", address: { channel, thread: id(field(event, "thread_ts")) ?? ts }, user, text };
}

/** The bot's user id as Slack says it with each event. */
function botOf(envelope: unknown): string | undefined {
  const authorizations = field(envelope, "authorizations");
  const found = Array.isArray(authorizations) && authorizations.find((each) => field(each, "is_bot") === true);
  const bot = id(field(found, "user_id"));
  return bot !== undefined && isSlackId(bot) ? bot : undefined;
}

function readForm(form: URLSearchParams, body: Uint8Array): Accepted {
  const payload = form.get("payload");
  if (payload !== null) return readAction(json(payload), body);
  if (form.get("ssl_check") === "1") return { kind: "answer", type: "text/plain; charset=utf-8", body: "" };
  const [channel, user] = [id(form.get("channel_id")), id(form.get("user_id"))];
  if (!form.has("command") || channel === undefined || user === undefined) {
    return { kind: "refused", status: 400, why: "expected a command, or a payload" };
  }
  return {
    kind: "event",
    event: id(form.get("trigger_id")) ?? bodyId(body),
    incoming: {
      kind: "message",
      // A command is in no thread. With the user in it each person's commands are a conversation.
      address: { channel, user },
      user,
      text: fromMrkdwn(words(form.get("text"))).trim(),
    },
    answer: { type: "application/json", body: NOTED },
  };
}

function readAction(payload: unknown, body: Uint8Array): Accepted {
  if (typeof field(payload, "type") !== "string") {
    return { kind: "refused", status: 400, why: "expected an object with a type" };
  }
  const actions = field(payload, "actions");
  const action = Array.isArray(actions) ? actions[0] : undefined;
  const user = id(field(field(payload, "user"), "id"));
  const at = addressOf(payload);
  const data = field(action, "value");
  const pressed =
    field(payload, "type") === "block_actions" && user !== undefined && at !== undefined && typeof data === "string";
  // One click may come in two requests: the time of the action is the same in both.
  const time = id(field(action, "action_ts"));
  return {
    kind: "event",
    event:
      time !== undefined && user !== undefined
        ? `click-${user}-${time}`
        : (id(field(payload, "trigger_id")) ?? bodyId(body)),
    incoming: pressed
      ? { kind: "button", address: at, user, data: words(data) }
      : ignored("not a button of this server"),
  };
}

/** The thread of the message that the button is on; a message in none begins one. */
function addressOf(payload: unknown): Address | undefined {
  const [container, message] = [field(payload, "container"), field(payload, "message")];
  const channel = id(field(field(payload, "channel"), "id")) ?? id(field(container, "channel_id"));
  const thread = [
    field(message, "thread_ts"),
    field(container, "thread_ts"),
    field(message, "ts"),
    field(container, "message_ts"),
  ]
    .map(id)
    .find((each) => each !== undefined);
  return channel === undefined || thread === undefined ? undefined : { channel, thread };
}

/** Whether it is an id as Slack gives out to users, channels and teams. */
export function isSlackId(text: string): boolean {
  return /^[A-Z][A-Z0-9]{2,30}$/.test(text);
}

function ignored(why: string): Incoming {
  return { kind: "ignored", why };
}
