import { ExitCode } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { readSecrets } from "../../input/read-secrets.ts";
import { readGroupedSettings } from "../../input/read-settings.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { connect } from "../../remote/connect.ts";
import { findNamed } from "../../remote/find-named.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { bold, cyan, dim, red, type Text, yellow } from "../../terminal/text.ts";
import { CHANNEL_COLUMNS, channelText } from "../../views/channel-text.ts";
import { doneLine } from "../../views/done-line.ts";

type Channel = OutputOf<"channels.add">;

type AddOptions = ServerOptions & {
  readonly kind: string;
  readonly setting?: readonly string[];
  readonly secret?: readonly string[];
};

/** `agent channels add`. The server says what each kind needs. */
export async function channelsAdd(
  name: string,
  { kind, setting = [], secret = [], ...server }: AddOptions,
  invocation: Invocation,
): Promise<Answer> {
  const settings = readGroupedSettings("--setting", setting);
  const secrets = await readSecrets(secret, invocation);
  const remote = await connect(server, invocation);
  const channel = await remote.call("channels.add", { body: { name, kind, settings, secrets } });
  return {
    exit: ExitCode.done,
    json: channel,
    text: [
      doneLine("channel ", bold(channel.name), dim(`  ${channel.kind}`)),
      (channel.warnings ?? []).map((warning): Text => [yellow("!"), " ", warning, "\n"]),
      ["\nGive this address to the sender: ", cyan(`${remote.url}${channel.path}`), "\n"],
      ["Then: ", cyan(`sdetkit agent channels test ${channel.name}${remote.flag}`), "\n"],
    ],
    result: [`${remote.url}${channel.path}`, "\n"],
  };
}

/** `agent channels list`. */
export async function channelsList(options: ListOptions, invocation: Invocation): Promise<Answer> {
  const list: RemoteList<Channel> = {
    name: "channels",
    items: (remote) => remote.each("channels.list"),
    columns: CHANNEL_COLUMNS,
    empty: "There are no channels yet.",
    next: "sdetkit agent channels add NAME --kind slack",
  };
  return await listRemote(options, list, invocation);
}

/** `agent channels show`. */
export async function channelsShow(name: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  const channel = await findNamed("channel", name, remote.each("channels.list"));
  return { exit: ExitCode.done, json: channel, ...asked(channelText(channel, remote.url, remote.flag)) };
}

/** `agent channels remove`: its secrets go with it; conversations stay. */
export async function channelsRemove(name: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  await remote.call("channels.remove", { params: { channel: name } });
  const text = doneLine("channel ", bold(name), " is removed");
  return { exit: ExitCode.done, json: { removed: true, channel: name }, text };
}

/** `agent channels test`: asks the vendor whether the credentials work. */
export async function channelsTest(name: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  const found = await remote.call("channels.test", { params: { channel: name } });
  const line = [" ", bold(name), "  ", found.detail, "\n"];
  return {
    exit: found.ok ? ExitCode.done : ExitCode.failed,
    json: found,
    text: found.ok ? doneLine(bold(name), dim(`  ${found.detail}`)) : [red("✗"), line],
  };
}
