import { apiUrl, field, sameSecret } from "../http-client/parse-payload.ts";
import type { ChannelAccount, ChannelKind } from "../types.ts";
import { type Bot, readTelegram } from "./read-telegram.ts";
import { callTelegram, isToken, judgeTelegram, sendTelegram, TELEGRAM_HOST } from "./send-telegram.ts";
import { SECRET_HEADER, simulateTelegram } from "./simulate-telegram.ts";

/** Telegram: messages, commands and buttons in through a webhook; messages in chats and topics out. */
export const telegram: ChannelKind = {
  kind: "telegram",
  needs: [
    { name: "botToken", secret: true, required: true, about: "The bot's token, 123456:… (BotFather)" },
    { name: "webhookSecret", secret: true, required: true, about: "The secret_token given to setWebhook" },
    { name: "botName", secret: false, required: false, about: "The bot's user name without @: for mentions in groups" },
    {
      name: "apiUrl",
      secret: false,
      required: false,
      about: "Alternative base URL of the bot API, for emulators and proxies",
    },
  ],
  hosts: [TELEGRAM_HOST],
  check({ settings, secrets }) {
    const { botName, apiUrl: url } = settings;
    const { botToken, webhookSecret } = secrets;
    return [
      ...(botToken === undefined || isToken(botToken)
        ? []
        : ["botToken: expected a number, a colon and a key, as issued by BotFather"]),
      ...(webhookSecret === undefined || /^[\w-]{1,256}$/.test(webhookSecret)
        ? []
        : ["webhookSecret: expected 1 to 256 of the characters A-Z a-z 0-9 _ -, as Telegram requires"]),
      ...(botName === undefined || isName(botName) ? [] : ["botName: expected a user name without @"]),
      ...(apiUrl(url, "-") === undefined ? ["apiUrl: expected an http or https URL"] : []),
    ];
  },
  accept(account, { headers, body }) {
    if (!sameSecret(headers[SECRET_HEADER] ?? "", account.secrets["webhookSecret"] ?? "")) {
      return { kind: "refused", status: 401, why: "not the channel's webhook secret" };
    }
    return readTelegram(body, botOf(account));
  },
  conversationKey: ({ chat, topic }) => (topic === undefined ? `${chat}` : `${chat}/${topic}`),
  send: sendTelegram,
  simulate: simulateTelegram,
  async test(account, fetch) {
    const verdict = judgeTelegram(await callTelegram(account, "getMe", {}, fetch));
    if (verdict.kind !== "ok") return { ok: false, detail: verdict.why };
    const me = verdict.body["result"];
    return { ok: true, detail: `botName ${field(me, "username")}, id ${field(me, "id")}` };
  },
};

function botOf({ settings, secrets }: ChannelAccount): Bot {
  const { botName } = settings;
  return { id: /^\d+(?=:)/.exec(secrets["botToken"] ?? "")?.[0], name: isName(botName) ? botName : undefined };
}

function isName(name: unknown): name is string {
  return typeof name === "string" && /^\w{1,64}$/.test(name);
}
