import type { ChannelFixture } from "../../testing/channel-fixture.ts";
import { SECRET_HEADER } from "../simulate-telegram.ts";

const webhookSecret = "canary-webhook-secret_0123456789";
const answer = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) });
const error = (error_code: number, description: string, parameters = {}) =>
  answer({ ok: false, error_code, description, parameters }, error_code);

export const fixture: ChannelFixture = {
  secrets: { botToken: "123456:canary-token-ABCDEFGHIJKLMNOPQRST", webhookSecret },
  settings: (base) => ({ apiUrl: base, botName: "sdetkit_bot" }),
  from: "people",
  // Telegram repeats a secret: what is said, and when, nothing proves.
  proof: { headers: [SECRET_HEADER], ofBody: false, ofTime: false },
  prove: () => ({ [SECRET_HEADER]: webhookSecret }),
  types: ["application/json"],
  vendor: {
    address: { chat: -100123, topic: 7 },
    elsewhere: { chat: -100123 },
    ok: (n) => answer({ ok: true, result: { message_id: n + 1 } }),
    known: answer({ ok: true, result: { id: 123456, username: "sdetkit_bot" } }),
    limited: error(429, "Too Many Requests: retry after 7", { retry_after: 7 }),
    revoked: error(401, "Unauthorized"),
    gone: error(403, "Forbidden: bot was blocked by the user"),
    textOf: ({ body }) =>
      (JSON.parse(body).text as string)
        .replace(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&"),
    buttonsOf: ({ body }) =>
      (JSON.parse(body).reply_markup?.inline_keyboard ?? [])
        .flat()
        .map((each: { text: string; callback_data: string }) => ({ label: each.text, data: each.callback_data })),
  },
};
