import type { Address, ChannelAccount, Outgoing, Sent } from "../contract.ts";
import { type Block, readMarkdown, writeMarkdown } from "../markdown/small-markdown.ts";
import { splitMarkdown } from "../markdown/split-markdown.ts";
import { type Answered, callVendor } from "../vendor/call-vendor.ts";
import { apiUrl } from "../vendor/wire.ts";
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
  const pieces = splitMarkdown(message.text, LONGEST, toMrkdwn);
  if (pieces.length === 0) pieces.push(readMarkdown("…"));
  let external = "";
  for (const [at, piece] of pieces.entries()) {
    const last = at === pieces.length - 1;
    const sent = await post(account, address, piece, last ? message.buttons : undefined, fetch);
    if (sent.kind === "later" && at > 0)
      return { ...sent, rest: { ...message, text: writeMarkdown(pieces.slice(at).flat()) } };
    if (sent.kind !== "sent") return sent;
    external = sent.external;
  }
  return { kind: "sent", external };
}

/** Calls a method of Slack's API. */
export async function callSlack(
  account: ChannelAccount,
  method: string,
  body: { readonly [name: string]: unknown },
  fetch: typeof globalThis.fetch,
): Promise<Answered> {
  const base = apiUrl(account.settings["apiUrl"], `https://${SLACK_HOST}/api`);
  if (base === undefined) return { kind: "unasked", why: "the setting apiUrl is no http URL" };
  return callVendor(fetch, {
    url: `${base}/${method}`,
    headers: { authorization: `Bearer ${account.secrets["botToken"] ?? ""}` },
    body,
    secrets: Object.values(account.secrets),
  });
}

/** What an answer of Slack says: null when all is well. */
export function slackError(answered: Answered): Exclude<Sent, { kind: "sent" }> | null {
  if (answered.kind === "unasked") return { kind: "failed", why: answered.why };
  if (answered.kind === "silence") return { kind: "later", why: `Slack ${answered.why}` };
  const { status, body, retryAfter } = answered;
  const wait = retryAfter === undefined ? {} : { retryAfter };
  if (status === 429) return { kind: "later", why: "Slack asks to wait", ...wait };
  if (status >= 500) return { kind: "later", why: `Slack answered ${status}`, ...wait };
  if (body["ok"] === true) return null;
  const error = body["error"];
  if (typeof error !== "string") {
    const why = `Slack answered ${status} and not in its own words: is apiUrl right?`;
    return status < 300 ? { kind: "later", why } : { kind: "failed", why };
  }
  const word = /^[\w.:-]{1,80}$/.test(error) ? error : "an error without a name";
  return PASSING.test(word)
    ? { kind: "later", why: `Slack: ${word}`, ...wait }
    : { kind: "failed", why: `Slack: ${word}${remedy(word)}` };
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
  piece: readonly Block[],
  buttons: Outgoing["buttons"],
  fetch: typeof globalThis.fetch,
): Promise<Sent> {
  const text = toMrkdwn(piece);
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
        ...(buttons === undefined || buttons.length === 0 ? {} : { blocks: blocksOf(text, buttons) }),
      },
      fetch,
    );
  let answered = await say(address["channel"]);
  // A command may be typed where the bot is no member: then its answer goes to whoever typed it.
  const closed = answered.kind === "answer" && CLOSED.test(String(answered.body["error"]));
  if (closed && address["user"] !== undefined) answered = await say(address["user"]);
  const error = slackError(answered);
  if (error !== null) return error;
  const ts = answered.kind === "answer" ? answered.body["ts"] : undefined;
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
        text: { type: "plain_text", text: shorten(label, LONGEST_LABEL), emoji: false },
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

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
