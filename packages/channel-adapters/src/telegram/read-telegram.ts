import { field, json, utf8, words } from "../http-client/parse-payload.ts";
import type { Accepted, Address, Incoming } from "../types.ts";

/** What is known of the bot: it tells in a group what is said to it. */
export interface Bot {
  /** The number that its token begins with. */
  readonly id: string | undefined;
  /** Its user name without the `@`, when the channel's settings say it. */
  readonly name: string | undefined;
}

/** Reads an update of which it is known that Telegram sent it (core.telegram.org/bots/api, "Update"). */
export function readTelegram(body: Uint8Array, bot: Bot): Accepted {
  const update = json(utf8(body) ?? "");
  const number = field(update, "update_id");
  if (!Number.isSafeInteger(number)) return { kind: "refused", status: 400, why: "expected an object with update_id" };
  const event = String(number);
  const query = field(update, "callback_query");
  if (query !== undefined) return { kind: "event", event, incoming: readButton(query), ...stopsWaiting(query) };
  return { kind: "event", event, incoming: readMessage(field(update, "message"), bot) };
}

/** The button shows that it is waiting until it is told not to: a webhook's answer may be a call of a method. */
function stopsWaiting(query: unknown): Pick<Accepted & { kind: "event" }, "answer"> {
  const id = field(query, "id");
  if (typeof id !== "string") return {};
  const body = JSON.stringify({ method: "answerCallbackQuery", callback_query_id: id });
  return { answer: { type: "application/json", body } };
}

function readButton(query: unknown): Incoming {
  const user = idOf(field(query, "from"));
  const address = addressOf(field(query, "message"));
  const data = field(query, "data");
  if (user === undefined || address === undefined || typeof data !== "string")
    return ignored("not a button of this server");
  return { kind: "button", address, user, data: words(data) };
}

function readMessage(message: unknown, bot: Bot): Incoming {
  const from = field(message, "from");
  const user = idOf(from);
  const address = addressOf(message);
  if (user === undefined || address === undefined) return ignored("not a message from a person");
  // Who writes as a channel or as the group itself hides who it is.
  if (field(from, "is_bot") === true || field(message, "sender_chat") !== undefined) return ignored("sent by a bot");
  const text = words(field(message, "text"));
  if (text.trim() === "") return ignored("no text");
  const said = toBot(text, field(field(message, "chat"), "type") === "private", repliesTo(message, bot), bot);
  return said === null ? ignored("not addressed to the bot") : { kind: "message", address, user, text: said };
}

/** What the text says to the bot, without its name; null when in a group it is said to somebody else. */
function toBot(text: string, alone: boolean, replied: boolean, bot: Bot): string | null {
  const [, command, name, rest = ""] = /^\s*\/(\w{1,64})(?:@(\w{1,64}))?(?:\s+(.*))?$/s.exec(text) ?? [];
  if (command !== undefined) {
    const others = name !== undefined && bot.name !== undefined && name.toLowerCase() !== bot.name.toLowerCase();
    if (others) return null;
    // `/start` is what Telegram sends for a person who opens the bot for the first time.
    const word = command === "start" ? "help" : command === "sdetkit" ? "" : command;
    return `${word} ${rest}`.trim();
  }
  const mention = bot.name === undefined ? undefined : new RegExp(`@${bot.name}\\b[\\s:,]*`, "i");
  const named = mention?.test(text) === true;
  if (!alone && !replied && !named) return null;
  return (named ? text.replace(mention!, "") : text).trim();
}

function repliesTo(message: unknown, bot: Bot): boolean {
  const id = idOf(field(field(message, "reply_to_message"), "from"));
  return id !== undefined && id === bot.id;
}

/** The chat, and the topic in a group that has topics; elsewhere a thread's number names no place to send to. */
function addressOf(message: unknown): Address | undefined {
  const chat = field(field(message, "chat"), "id");
  const topic = field(message, "message_thread_id");
  if (!Number.isSafeInteger(chat)) return undefined;
  const inTopic = field(message, "is_topic_message") === true && Number.isSafeInteger(topic);
  return { chat: chat as number, ...(inTopic ? { topic: topic as number } : {}) };
}

function idOf(user: unknown): string | undefined {
  const id = field(user, "id");
  return Number.isSafeInteger(id) ? String(id) : undefined;
}

function ignored(why: string): Incoming {
  return { kind: "ignored", why };
}
