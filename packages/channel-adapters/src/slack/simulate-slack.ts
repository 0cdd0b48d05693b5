import { hash, randomUUID } from "node:crypto";
import type { Address, ChannelAccount, ChannelKind } from "../types.ts";
import { slackHeaders } from "./slack-signature.ts";
import { escapeSlack } from "./slack-text.ts";

type Said = Parameters<ChannelKind["simulate"]>[1];

const TEAM = "T0SDETKIT";
const APP = "A0SDETKIT";
const BOT = "U0SDETKIT";
/** The direct messages of somebody with the bot. */
const DIRECT = "D0SDETKIT";

/**
 * A signed request as Slack would send it: a text that begins with a slash as a command, other text as a direct message or, in a
 * channel, as a mention; a button as a click on it; a payload as the body of an event.
 */
export function simulateSlack(account: ChannelAccount, said: Said): ReturnType<ChannelKind["simulate"]> {
  const { type, body } = requestOf(account, said, said.event ?? `Ev${randomUUID().replaceAll("-", "").toUpperCase()}`);
  const signed = slackHeaders(account.secrets["signingSecret"] ?? "", Buffer.from(body), said.now);
  return { headers: { "content-type": type, ...signed }, body };
}

function requestOf(
  account: ChannelAccount,
  said: Said,
  event: string,
): { readonly type: string; readonly body: string } {
  const { text = "", button, payload, user, now, address = {} } = said;
  const ts = timeOf(now, event);
  if (payload !== undefined) return { type: "application/json", body: JSON.stringify(payload) };
  if (button !== undefined) return form({ payload: JSON.stringify(click(button, user, address, event, ts)) });
  if (text.startsWith("/")) {
    const [, command, rest] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
    return form({
      team_id: TEAM,
      api_app_id: APP,
      channel_id: String(address["channel"] ?? DIRECT),
      user_id: user,
      command: command ?? text,
      text: escapeSlack(rest ?? ""),
      trigger_id: event,
    });
  }
  const bot = typeof account.settings["botUser"] === "string" ? account.settings["botUser"] : BOT;
  const channel = String(address["channel"] ?? DIRECT);
  const direct = channel.startsWith("D");
  return {
    type: "application/json",
    body: JSON.stringify({
      type: "event_callback",
      team_id: TEAM,
      api_app_id: APP,
      event_id: event,
      event_time: Math.floor(now / 1000),
      authorizations: [{ team_id: TEAM, user_id: bot, is_bot: true }],
      event: {
        ...(direct ? { type: "message", channel_type: "im" } : { type: "app_mention" }),
        channel,
        user,
        text: direct ? escapeSlack(text) : `<@${bot}> ${escapeSlack(text)}`,
        ts,
        ...(address["thread"] === undefined ? {} : { thread_ts: address["thread"] }),
      },
    }),
  };
}

function click(data: string, user: string, address: Address, event: string, ts: string): unknown {
  const channel = address["channel"] ?? DIRECT;
  const thread = address["thread"];
  return {
    type: "block_actions",
    team: { id: TEAM },
    api_app_id: APP,
    user: { id: user, team_id: TEAM },
    trigger_id: event,
    channel: { id: channel },
    container: { type: "message", message_ts: ts, channel_id: channel },
    message: { type: "message", ts, ...(thread === undefined ? {} : { thread_ts: thread }) },
    actions: [{ type: "button", action_id: "sdetkit-0", value: data, action_ts: ts }],
  };
}

function form(fields: { readonly [name: string]: string }): { readonly type: string; readonly body: string } {
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams({ ...fields }).toString() };
}

/** A time as Slack names messages by: seconds, and six digits that differ from event to event. */
function timeOf(now: number, event: string): string {
  const digits = Number.parseInt(hash("sha256", event).slice(0, 10), 16) % 1_000_000;
  return `${Math.floor(now / 1000)}.${String(digits).padStart(6, "0")}`;
}
