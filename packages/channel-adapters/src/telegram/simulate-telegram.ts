import { hash, randomUUID } from "node:crypto";
import type { ChannelAccount, ChannelKind } from "../types.ts";

/** The header that Telegram repeats the secret in, which `setWebhook` gave it. */
export const SECRET_HEADER = "x-telegram-bot-api-secret-token";

type Said = Parameters<ChannelKind["simulate"]>[1];

/** An update as Telegram would send it: a message, or a press on a button of a message. A payload is taken as the whole update. */
export function simulateTelegram(account: ChannelAccount, said: Said): ReturnType<ChannelKind["simulate"]> {
  const body = JSON.stringify(said.payload === undefined ? updateOf(said) : said.payload);
  return {
    headers: { "content-type": "application/json", [SECRET_HEADER]: account.secrets["webhookSecret"] ?? "" },
    body,
  };
}

function updateOf({ text, button, user, address = {}, event, now }: Said): unknown {
  const from = { id: numberOf(user), is_bot: false, first_name: user };
  const chat = address["chat"] ?? from.id;
  const topic = address["topic"];
  const alone = chat === from.id;
  const number = numberOf(event ?? randomUUID());
  const message = {
    message_id: number,
    date: Math.floor(now / 1000),
    chat: { id: chat, type: alone ? "private" : "supergroup" },
    ...(topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true }),
  };
  if (button !== undefined) {
    return { update_id: number, callback_query: { id: String(number), from, message, data: button } };
  }
  // In a group only commands reach a bot.
  const said = alone || text?.startsWith("/") === true ? text : `/sdetkit ${text}`;
  return { update_id: number, message: { ...message, from, text: said } };
}

/** Telegram's ids are numbers: a name becomes always the same one. */
function numberOf(id: string): number {
  return /^-?\d{1,15}$/.test(id) ? Number(id) : Number.parseInt(hash("sha256", id).slice(0, 12), 16);
}
