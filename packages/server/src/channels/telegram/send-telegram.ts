import type { Address, ChannelAccount, Outgoing, Sent } from "../contract.ts";
import { type Block, readMarkdown, writeMarkdown } from "../markdown/small-markdown.ts";
import { splitMarkdown } from "../markdown/split-markdown.ts";
import { type Answered, callVendor } from "../vendor/call-vendor.ts";
import { apiUrl, field, words } from "../vendor/wire.ts";
import { toTelegramHtml } from "./telegram-text.ts";

/** The host of Telegram's bot API. */
export const TELEGRAM_HOST = "api.telegram.org";
/** UTF-16 units of a message. Telegram counts without tags; with them is never less. */
const LONGEST = 4_096;
/** Bytes of a button's data. */
const LONGEST_DATA = 64;
/** Buttons beside each other. */
const ROW = 3;

/** Says it in the chat, in as many messages as it takes; the last has the buttons. */
export async function sendTelegram(
  account: ChannelAccount,
  address: Address,
  message: Outgoing,
  fetch: typeof globalThis.fetch,
): Promise<Sent> {
  const long = message.buttons?.find(({ data }) => Buffer.byteLength(data) > LONGEST_DATA);
  if (long !== undefined) {
    const bytes = Buffer.byteLength(long.data);
    return { kind: "failed", why: `a button's data: expected at most ${LONGEST_DATA} bytes, got ${bytes}` };
  }
  const pieces = splitMarkdown(message.text, LONGEST, toTelegramHtml);
  if (pieces.length === 0) pieces.push(readMarkdown("…"));
  let external = "";
  for (const [at, piece] of pieces.entries()) {
    const last = at === pieces.length - 1;
    const sent = await say(account, address, piece, last ? message.buttons : undefined, fetch);
    if (sent.kind === "later" && at > 0) {
      return { ...sent, rest: { ...message, text: writeMarkdown(pieces.slice(at).flat()) } };
    }
    if (sent.kind !== "sent") return sent;
    external = sent.external;
  }
  return { kind: "sent", external };
}

/** Calls a method of the bot API. */
export async function callTelegram(
  account: ChannelAccount,
  method: string,
  body: { readonly [name: string]: unknown },
  fetch: typeof globalThis.fetch,
): Promise<Answered> {
  const base = apiUrl(account.settings["apiUrl"], `https://${TELEGRAM_HOST}`);
  const token = account.secrets["botToken"] ?? "";
  if (base === undefined) return { kind: "unasked", why: "the setting apiUrl is no http URL" };
  if (!isToken(token)) return { kind: "unasked", why: "the bot's token is not as BotFather gives it out" };
  return callVendor(fetch, { url: `${base}/bot${token}/${method}`, body, secrets: Object.values(account.secrets) });
}

/** Whether it may stand in a URL's path: a number, a colon, and letters. */
export function isToken(token: string): boolean {
  return /^\d{1,20}:[\w-]{1,200}$/.test(token);
}

/** What an answer of Telegram says: null when all is well. */
export function telegramError(answered: Answered): Exclude<Sent, { kind: "sent" }> | null {
  if (answered.kind === "unasked") return { kind: "failed", why: answered.why };
  if (answered.kind === "silence") return { kind: "later", why: `Telegram ${answered.why}` };
  const { status, body } = answered;
  if (status < 300 && body["ok"] === true) return null;
  const code = typeof body["error_code"] === "number" ? body["error_code"] : status;
  const told = field(body["parameters"], "retry_after");
  const seconds = typeof told === "number" && told >= 0 ? Math.ceil(told) : answered.retryAfter;
  const wait = seconds === undefined ? {} : { retryAfter: seconds };
  const said = words(body["description"]).replace(/\s+/g, " ").slice(0, 200);
  if (code === 429) return { kind: "later", why: "Telegram asks to wait", ...wait };
  if (code >= 500 || code < 300) return { kind: "later", why: `Telegram answered ${status}: ${said}`, ...wait };
  return { kind: "failed", why: `Telegram: ${code} ${said}${remedy(code)}` };
}

function remedy(code: number): string {
  switch (code) {
    case 401:
    case 404:
      return " (the token is not valid any more: add the channel with the new one)";
    case 403:
      return " (the bot was blocked, or taken out of the group)";
    default:
      return "";
  }
}

async function say(
  account: ChannelAccount,
  address: Address,
  piece: readonly Block[],
  buttons: Outgoing["buttons"],
  fetch: typeof globalThis.fetch,
): Promise<Sent> {
  const post = (chat: unknown) =>
    callTelegram(
      account,
      "sendMessage",
      {
        chat_id: chat,
        ...(address["topic"] === undefined ? {} : { message_thread_id: address["topic"] }),
        text: toTelegramHtml(piece),
        parse_mode: "HTML",
        link_preview_options: { is_disabled: true },
        ...(buttons === undefined || buttons.length === 0 ? {} : { reply_markup: keyboard(buttons) }),
      },
      fetch,
    );
  let answered = await post(address["chat"]);
  // A group that grew into a supergroup has another id from then on: Telegram says which.
  const moved = answered.kind === "answer" ? field(answered.body["parameters"], "migrate_to_chat_id") : undefined;
  if (Number.isSafeInteger(moved)) answered = await post(moved);
  const error = telegramError(answered);
  if (error !== null) return error;
  const id = answered.kind === "answer" ? field(answered.body["result"], "message_id") : undefined;
  return { kind: "sent", external: Number.isSafeInteger(id) ? String(id) : "" };
}

function keyboard(buttons: NonNullable<Outgoing["buttons"]>): unknown {
  const keys = buttons.map(({ label, data }) => ({ text: label, callback_data: data }));
  const rows = Array.from({ length: Math.ceil(keys.length / ROW) }, (_, row) => keys.slice(row * ROW, (row + 1) * ROW));
  return { inline_keyboard: rows };
}
