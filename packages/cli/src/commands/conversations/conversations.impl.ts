import { formatInstant } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { keepText } from "../../output/write-or-print.ts";
import { checkChannel } from "../../remote/check-channel.ts";
import { connect } from "../../remote/connect.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { cyan, dim } from "../../terminal/text.ts";

type Conversation = OutputOf<"conversations.list">["items"][number];

/** `agent conversations list`. */
export async function conversationsList(
  { channel, ...options }: ListOptions & { readonly channel?: string },
  invocation: Invocation,
): Promise<Answer> {
  const list: RemoteList<Conversation> = {
    name: "conversations",
    items: (remote) => remote.each("conversations.list", { query: channel === undefined ? {} : { channel } }),
    ...(channel === undefined ? {} : { whenEmpty: (remote) => checkChannel(channel, remote) }),
    columns: [
      { title: "conversation", of: ({ id }) => cyan(id) },
      { title: "channel", of: ({ channel, channel_name }) => channel_name ?? dim(channel) },
      { title: "since (UTC)", optional: true, of: ({ created_at }) => dim(formatInstant(created_at)) },
      { title: "last (UTC)", optional: true, of: ({ last_message_at: at }) => dim(at ? formatInstant(at) : "never") },
    ],
    empty: "There are no conversations yet.",
  };
  return await listRemote(options, list, invocation);
}

/** `agent conversations export`: one JSON object a line, oldest first. */
export async function conversationsExport(
  id: string,
  { output, ...server }: ServerOptions & { readonly output?: string },
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const content = await (await remote.open("conversations.export", { params: { conversation: id } })).text();
  return await keepText({ format: "jsonl", content }, output, invocation);
}
