import { excerpt } from "@sdetkit/core";
import { type Answered, callVendor } from "../http-client/call-vendor.ts";
import { judgeAnswer, later, type Verdict } from "../http-client/judge-answer.ts";
import { apiUrl } from "../http-client/parse-payload.ts";
import { sendPieces } from "../http-client/send-pieces.ts";
import type { Address, ChannelAccount, Outgoing, Sent } from "../types.ts";
import { toMrkdwn } from "./slack-text.ts";

/** The host of Slack's API. */
export const SLACK_HOST = "slack.com";
/** Characters of a section block's text; a message's own text may be longer, and is harder to read then. */
const LONGEST = 3_000;
const LONGEST_LABEL = 75;
const LONGEST_VALUE = 2_000;
/** Buttons of one block. */
const MOST_BUTTONS = 25;
/** Errors that pass. Any other is about the message, the place or the token, and the same on the next try. */
const PASSING = /^(rate_?limited|internal_error|fatal_error|service_unavailable|request_timeout|team_added_to_org)$/;
/** Errors of a channel that the bot is not in. */
const CLOSED = /^(not_in_channel|channel_not_found)$/;

/** Says it in the thread, in as many messages as it takes; the last has the buttons. */
export async function sendSlack(
  account: ChannelAccount,
  address: Address,
  message: Outgoing,
  fetch: typeof globalThis.fetch,
): Promise<Sent> {
  const problem = buttonProblem(message);
  if (problem !== null) return { kind: "failed", why: problem };
  return sendPieces(message, { longest: LONGEST, render: toMrkdwn }, (text, buttons) =>
    post(account, address, text, buttons, fetch),
  );
}

/** Calls a method of Slack's API. */
export async function callSlack(
  account: ChannelAccount,
  method: string,
  body: { readonly [name: string]: unknown },
  fetch: typeof globalThis.fetch,
): Promise<Answered> {
  const base = apiUrl(account.settings["apiUrl"], `https://${SLACK_HOST}/api`);
  if (base === undefined) return { kind: "unasked", why: "the setting apiUrl is not an http URL" };
  return callVendor(fetch, {
    url: `${base}/${method}`,
    headers: { authorization: `Bearer ${account.secrets["botToken"] ?? ""}` },
    body,
    secrets: Object.values(account.secrets),
  });
}

/** What an answer of Slack comes to. */
export function judgeSlack(answered: Answered): Verdict {
  return judgeAnswer("Slack", answered, (answer) => {
    const { status, body } = answer;
    if (body["ok"] === true) return null;
    const error = body["error"];
    if (typeof error !== "string") {
      const why = `Slack answered ${status} with an unknown body: is apiUrl correct?`;
      return status < 300 ? { kind: "later", why } : { kind: "failed", why };
    }
    const word = /^[\w.:-]{1,80}$/.test(error) ? error : "an unnamed error";
    return PASSING.test(word)
      ? later(`Slack: ${word}`, answer)
      : { kind: "failed", why: `Slack: ${word}${remedy(word)}` };
  });
}

function remedy(error: string): string {
  switch (error) {
    case "not_in_channel":
    case "channel_not_found":
      return " (invite the bot to the channel)";
    case "is_archived":
      return " (the channel is archived)";
    case "token_revoked":
    case "token_expired":
    case "invalid_auth":
    case "account_inactive":
    case "not_authed":
      return " (install the app again and add the channel with its new bot token)";
    case "missing_scope":
      return " (give the app the scope chat:write and install it again)";
    default:
      return "";
  }
}

async function post(
  account: ChannelAccount,
  address: Address,
  text: string,
  buttons: NonNullable<Outgoing["buttons"]>,
  fetch: typeof globalThis.fetch,
): Promise<Sent> {
  const say = (channel: unknown) =>
    callSlack(
      account,
      "chat.postMessage",
      {
        channel,
        ...(address["thread"] === undefined ? {} : { thread_ts: address["thread"] }),
        text,
        // Names and addresses stay text: nobody is called who was not mentioned, and nothing is fetched.
        parse: "none",
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
        ...(buttons.length === 0 ? {} : { blocks: blocksOf(text, buttons) }),
      },
      fetch,
    );
  let answered = await say(address["channel"]);
  // A command may be typed where the bot is no member: then its answer goes to whoever typed it.
  const closed = answered.kind === "answer" && CLOSED.test(String(answered.body["error"]));
  if (closed && address["user"] !== undefined) answered = await say(address["user"]);
  const verdict = judgeSlack(answered);
  if (verdict.kind !== "ok") return verdict;
  const { ts } = verdict.body;
  return { kind: "sent", external: typeof ts === "string" ? ts : "" };
}

function blocksOf(text: string, buttons: NonNullable<Outgoing["buttons"]>): unknown[] {
  return [
    { type: "section", text: { type: "mrkdwn", text, verbatim: true } },
    {
      type: "actions",
      elements: buttons.map(({ label, data, style }, at) => ({
        type: "button",
        action_id: `sdetkit-${at}`,
        text: { type: "plain_text", text: excerpt(label, LONGEST_LABEL), emoji: false },
        value: data,
        ...(style === undefined ? {} : { style }),
      })),
    },
  ];
}

function buttonProblem({ buttons = [] }: Outgoing): string | null {
  if (buttons.length > MOST_BUTTONS) return `expected at most ${MOST_BUTTONS} buttons, got ${buttons.length}`;
  const long = buttons.find(({ data }) => data.length > LONGEST_VALUE);
  return long === undefined
    ? null
    : `a button's data: expected at most ${LONGEST_VALUE} characters, got ${long.data.length}`;
}
