import { setTimeout as sleep } from "node:timers/promises";
import { ExitCode, Fault } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import { parseSpan } from "../../input/parse-span.ts";
import { readInputs } from "../../input/read-inputs.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { connect, type Remote } from "../../remote/connect.ts";
import { retryingFetch } from "../../remote/retrying-fetch.ts";
import { heading } from "../../terminal/table.ts";
import { bold, cyan, dim, green, red, type Text } from "../../terminal/text.ts";

type Channel = OutputOf<"channels.add">;

type Conversation = OutputOf<"conversations.list">["items"][number];

/** A line of a conversation's log: what was said, by whom, in which direction. */
interface Message {
  readonly at: string;
  readonly direction: "in" | "out";
  readonly body: {
    readonly text?: string;
    readonly buttons?: readonly { readonly label: string; readonly data: string }[];
  };
}

export type SimulateOptions = ServerOptions & {
  readonly text?: string;
  readonly button?: string;
  readonly payloadFile?: string;
  readonly type?: string;
  readonly user: string;
  readonly wait: string;
};

/** The same person works in another terminal, and both count against one limit. */
const POLL_MS = 500;
/** How long nothing new has to come until the conversation counts as answered. */
const QUIET_MS = 1_500;
/** Conversations in which an answer is looked for: as many as come with one request. */
const LOOKED_AT = 200;

/**
 * `agent channels simulate`: sends an event to the server that is signed as the vendor signs it, and shows what was answered
 * in the conversation. The server records the answers instead of sending them where it was started with `--simulate`.
 */
export async function channelsSimulate(
  name: string,
  { text, button, payloadFile, type, user, wait, ...server }: SimulateOptions,
  invocation: Invocation,
): Promise<Answer> {
  const payload =
    payloadFile === undefined ? undefined : (await readInputs({ inputFile: payloadFile }, invocation)).values;
  const given = [text, button, payload].filter((each) => each !== undefined).length;
  if (given !== 1) throw usage("expected one of --text, --button and --payload-file");
  const patience = parseSpan("--wait", wait) * 1000;
  const remote = await connect(server, invocation);
  const channel = await channelOf(name, remote);
  const before = await lastMessages(remote, channel);
  const said = {
    user,
    ...(text === undefined ? {} : { text }),
    ...(button === undefined ? {} : { button }),
    ...(payload === undefined ? {} : { payload }),
    ...(type === undefined ? {} : { type }),
  };
  const event = await remote.call("channels.rehearse", { params: { channel: channel.name }, body: said });
  const answered = await send(remote, event, invocation.console.signal);
  const taken = answered.status < 300;
  const replies = taken ? await repliesAfter(remote, channel, before, patience, invocation) : [];
  return {
    exit: taken ? ExitCode.done : ExitCode.failed,
    json: { channel: channel.name, status: answered.status, answer: answered.body, replies },
    text: [
      [taken ? green("✓") : red("✗"), " ", bold(channel.name), dim(`  ${channel.kind}`)],
      ` answered ${answered.status}`,
      answered.body === "" ? "\n" : [dim(`  ${answered.body.slice(0, 200)}`), "\n"],
      taken ? repliesText(replies, remote.flag) : "",
    ],
    result: repliesText(replies, remote.flag),
  };
}

function usage(message: string): Fault {
  return new Fault("usage", message, { remedy: "see `sdetkit agent channels simulate --help`" });
}

/** By name, or by kind where there is one of the kind. */
async function channelOf(asked: string, remote: Remote): Promise<Channel> {
  const channels: Channel[] = [];
  for await (const channel of remote.each("channels.list")) channels.push(channel);
  const ofKind = channels.filter(({ kind }) => kind === asked);
  const found = channels.find(({ name }) => name === asked) ?? (ofKind.length === 1 ? ofKind[0] : undefined);
  if (found) return found;
  const known = channels.length === 0 ? "none yet" : channels.map(({ name, kind }) => `${name} (${kind})`).join(", ");
  const which = ofKind.length > 1 ? `several are of the kind ${asked}` : `got ${JSON.stringify(asked)}`;
  throw new Fault("unknown-channel", `expected the name of a channel, ${which}: ${known}`, {
    remedy: "name one of them, or add one: see `sdetkit agent channels add --help`",
  });
}

/** As the vendor would: to the channel's own address, without our token. */
async function send(
  remote: Remote,
  { path, headers, body }: OutputOf<"channels.rehearse">,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  const request = { method: "POST", headers, body, redirect: "error" } as const;
  const response = await retryingFetch(signal)(`${remote.url}${path}`, request);
  return { status: response.status, body: await response.text() };
}

/** When the last message of each conversation of a channel was. */
async function lastMessages(remote: Remote, channel: Channel): Promise<Map<string, string | null>> {
  return new Map((await conversationsOf(remote, channel)).map(({ id, last_message_at }) => [id, last_message_at]));
}

/** The newest conversations of a channel. */
async function conversationsOf(remote: Remote, { id: channel }: Channel): Promise<readonly Conversation[]> {
  return (await remote.call("conversations.list", { query: { channel, limit: LOOKED_AT } })).items;
}

async function messagesOf(remote: Remote, conversation: string): Promise<readonly Message[]> {
  const text = await (await remote.open("conversations.export", { params: { conversation } })).text();
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Message);
}

/** Waits until replies have come and no more follow, or patience is over. */
async function repliesAfter(
  remote: Remote,
  channel: Channel,
  before: ReadonlyMap<string, string | null>,
  patience: number,
  { console }: Invocation,
): Promise<readonly Message[]> {
  const end = performance.now() + patience;
  let replies: readonly Message[] = [];
  let quietSince = performance.now();
  while (!console.signal.aborted) {
    const found: Message[] = [];
    for (const { id, last_message_at } of await conversationsOf(remote, channel)) {
      const seen = before.get(id) ?? "";
      if (last_message_at === null || last_message_at === seen) continue;
      found.push(...(await messagesOf(remote, id)).filter(({ at, direction }) => at > seen && direction === "out"));
    }
    if (found.length > replies.length) quietSince = performance.now();
    replies = found;
    const now = performance.now();
    if (now >= end || (replies.length > 0 && now - quietSince >= QUIET_MS)) break;
    await sleep(POLL_MS);
  }
  return replies;
}

function repliesText(replies: readonly Message[], flag: string): Text {
  if (replies.length === 0) {
    return ["\nNo reply yet. To see what it started:\n  ", dim("→ "), `sdetkit agent history list${flag}\n`];
  }
  return [
    heading(replies.length === 1 ? "Reply" : `${replies.length} replies`),
    replies.map(
      ({ body: { text = "", buttons = [] } }): Text => [
        text.split("\n").map((line): Text => ["  ", dim("│ "), line, "\n"]),
        buttons.map(
          ({ label, data }): Text => ["  ", dim("│ "), "[", bold(label), "] ", cyan(`--button '${data}'`), "\n"],
        ),
        "\n",
      ],
    ),
  ];
}
