import type { ChannelFixture } from "../../testing/channel-fixture.ts";
import { slackHeaders } from "../slack-signature.ts";
import { fromMrkdwn } from "../slack-text.ts";

const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const answer = (body: unknown, status = 200, headers = {}) => ({ status, headers, body: JSON.stringify(body) });

export const fixture: ChannelFixture = {
  secrets: { signingSecret, botToken: `xoxb${"-"}canary-12345678901234567890` },
  settings: (base) => ({ apiUrl: `${base}/api` }),
  from: "people",
  proof: { headers: ["x-slack-signature", "x-slack-request-timestamp"], ofBody: true, ofTime: true },
  prove: (body, now) => slackHeaders(signingSecret, body, now),
  types: ["application/json", "application/x-www-form-urlencoded", "application/json; charset=utf-8"],
  vendor: {
    address: { channel: "C0123", thread: "1795348800.000100" },
    elsewhere: { channel: "C0123", thread: "1795348800.000200" },
    ok: (n) => answer({ ok: true, channel: "C0123", ts: `1795348801.00000${n % 10}` }),
    known: answer({ ok: true, team: "Example", user: "sdetkit", user_id: "U0BOT" }),
    limited: answer({ ok: false, error: "ratelimited" }, 429, { "retry-after": "7" }),
    revoked: answer({ ok: false, error: "token_revoked" }),
    gone: answer({ ok: false, error: "is_archived" }),
    textOf: ({ body }) => fromMrkdwn(JSON.parse(body).text),
    buttonsOf: ({ body }) =>
      (JSON.parse(body).blocks?.[1]?.elements ?? []).map((each: { text: { text: string }; value: string }) => ({
        label: each.text.text,
        data: each.value,
      })),
  },
};
