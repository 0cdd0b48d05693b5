import { type Answered, callVendor, waitSeconds } from "../http-client/call-vendor.ts";
import { judgeAnswer, later, type Verdict } from "../http-client/judge-answer.ts";
import { apiUrl, field, words } from "../http-client/parse-payload.ts";
import { sendPieces } from "../http-client/send-pieces.ts";
import type { Address, ChannelAccount, Outgoing, Sent } from "../types.ts";
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
  return sendPieces(message, { longest: LONGEST, render: toTelegramHtml }, (text, buttons) =>
    say(account, address, text, buttons, fetch),
  );
}

/** Calls a method of the bot API. What it says of itself counts before what HTTP says: proxies change that. */
export async function callTelegram(
  account: ChannelAccount,
  method: string,
  body: { readonly [name: string]: unknown },
  fetch: typeof globalThis.fetch,
): Promise<Answered> {
  const base = apiUrl(account.settings["apiUrl"], `https://${TELEGRAM_HOST}`);
  const token = account.secrets["botToken"] ?? "";
  if (base === undefined) return { kind: "unasked", why: "the setting apiUrl is not an http URL" };
  if (!isToken(token)) return { kind: "unasked", why: "the bot token does not have BotFather's format" };
  const url = `${base}/bot${token}/${method}`;
  const answered = await callVendor(fetch, { url, body, secrets: Object.values(account.secrets) });
  if (answered.kind !== "answer") return answered;
  const { error_code: code, parameters } = answered.body;
  return {
    ...answered,
    status: typeof code === "number" ? code : answered.status,
    retryAfter: waitSeconds(field(parameters, "retry_after")) ?? answered.retryAfter,
  };
}

/** Whether it may stand in a URL's path: a number, a colon, and letters. */
export function isToken(token: string): boolean {
  return /^\d{1,20}:[\w-]{1,200}$/.test(token);
}

/** What an answer of Telegram comes to. */
export function judgeTelegram(answered: Answered): Verdict {
  return judgeAnswer("Telegram", answered, (answer) => {
    const { status, body } = answer;
    if (status < 300 && body["ok"] === true) return null;
    const said = words(body["description"]).replace(/\s+/g, " ").slice(0, 200);
    return status < 300
      ? later(`Telegram answered ${status}: ${said}`, answer)
      : { kind: "failed", why: `Telegram: ${status} ${said}${remedy(status)}` };
  });
}

function remedy(code: number): string {
  switch (code) {
    case 401:
    case 404:
      return " (the token is no longer valid: add the channel with the new one)";
    case 403:
      return " (the bot was blocked, or removed from the group)";
    default:
      return "";
  }
}

async function say(
  account: ChannelAccount,
  address: Address,
  text: string,
  buttons: NonNullable<Outgoing["buttons"]>,
  fetch: typeof globalThis.fetch,
): Promise<Sent> {
  const post = (chat: unknown) =>
    callTelegram(
      account,
      "sendMessage",
      {
        chat_id: chat,
        ...(address["topic"] === undefined ? {} : { message_thread_id: address["topic"] }),
        text,
        parse_mode: "HTML",
        link_preview_options: { is_disabled: true },
        ...(buttons.length === 0 ? {} : { reply_markup: keyboard(buttons) }),
      },
      fetch,
    );
  let answered = await post(address["chat"]);
  // A group that grew into a supergroup has another id from then on: Telegram says which.
  const moved = answered.kind === "answer" ? field(answered.body["parameters"], "migrate_to_chat_id") : undefined;
  if (Number.isSafeInteger(moved)) answered = await post(moved);
  const verdict = judgeTelegram(answered);
  if (verdict.kind !== "ok") return verdict;
  const id = field(verdict.body["result"], "message_id");
  return { kind: "sent", external: Number.isSafeInteger(id) ? String(id) : "" };
}

function keyboard(buttons: NonNullable<Outgoing["buttons"]>): unknown {
  const keys = buttons.map(({ label, data }) => ({ text: label, callback_data: data }));
  const rows = Array.from({ length: Math.ceil(keys.length / ROW) }, (_, row) => keys.slice(row * ROW, (row + 1) * ROW));
  return { inline_keyboard: rows };
}
