import { ExitCode, Fault, formatInstant } from "@sdetkit/core";
import { type InputOf, type OutputOf, ServerFault } from "@sdetkit/server/client";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { checkChannel } from "../../remote/check-channel.ts";
import { connect } from "../../remote/connect.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { paginate } from "../../remote/paginate.ts";
import { bold, cyan, dim, red, type Text } from "../../terminal/text.ts";
import { deliveryText, stateText } from "../../views/delivery-text.ts";
import { doneLine } from "../../views/done-line.ts";

type Delivery = OutputOf<"deliveries.list">["items"][number];
type Filter = NonNullable<InputOf<"deliveries.list">["query"]>;

/** `agent deliveries list`. */
export async function deliveriesList(
  { channel, state, ...options }: ListOptions & { readonly channel?: string; readonly state: string },
  invocation: Invocation,
): Promise<Answer> {
  const query = { ...(state === "all" ? {} : { state }), ...(channel === undefined ? {} : { channel }) } as Filter;
  const list: RemoteList<Delivery> = {
    name: "deliveries",
    items: (remote) => remote.each("deliveries.list", { query }),
    ...(channel === undefined ? {} : { whenEmpty: (remote) => checkChannel(channel, remote) }),
    columns: [
      { title: "delivery", of: ({ id }) => cyan(id) },
      { title: "state", of: stateText },
      { title: "channel", of: ({ channel, channel_name }) => channel_name ?? dim(channel) },
      { title: "received (UTC)", optional: true, of: ({ received_at }) => dim(formatInstant(received_at)) },
      { title: "tries", optional: true, of: ({ attempts }) => String(attempts) },
      { title: "outcome", flexible: true, narrowest: 24, of: resultText },
    ],
    empty: state === "failed" ? "No events failed." : "No events match.",
  };
  return await listRemote(options, list, invocation);
}

function resultText({ run, code, problem }: Delivery): Text {
  if (run !== null) return ["run ", cyan(run)];
  return code === null ? "" : problem === null ? code : [code, dim(`  ${problem}`)];
}

/** `agent deliveries show`. */
export async function deliveriesShow(id: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  const delivery = await remote.call("deliveries.get", { params: { delivery: id } });
  return { exit: ExitCode.done, json: delivery, ...asked(deliveryText(delivery, remote.flag)) };
}

/** `agent deliveries retry`: those that are named, or all of a channel that failed, the oldest first. */
export async function deliveriesRetry(
  named: readonly string[],
  { channel, ...server }: ServerOptions & { readonly channel?: string },
  invocation: Invocation,
): Promise<Answer> {
  if (named.length > 0 === (channel !== undefined))
    throw new Fault("usage", "expected either ids of deliveries or --channel", {
      remedy: "see `sdetkit agent deliveries list --state failed`",
    });
  const remote = await connect(server, invocation);
  const failed = async (of: string) =>
    (await paginate(remote.each("deliveries.list", { query: { channel: of, state: "failed" } }), 0)).items;
  const ids = channel === undefined ? named : (await failed(channel)).map(({ id }) => id).reverse();
  const retried: Delivery[] = [];
  const refused: { readonly delivery: string; readonly code: string; readonly message: string }[] = [];
  for (const delivery of ids) {
    try {
      retried.push(await remote.call("deliveries.retry", { params: { delivery } }));
    } catch (error) {
      // One of many that cannot be retried keeps none of the others back.
      if (ids.length === 1 || !(error instanceof ServerFault) || error.code !== "not-retryable") throw error;
      refused.push({ delivery, code: error.code, message: error.message });
    }
  }
  const done = (id: string) => doneLine("delivery ", bold(id), " is retried");
  return {
    exit: refused.length > 0 ? ExitCode.failed : ExitCode.done,
    json: { deliveries: retried, refused },
    text: [
      ...retried.map(({ id }) => done(id)),
      ...refused.map(({ delivery, message }): Text => [red("✗"), " ", bold(delivery), `  ${message}\n`]),
      ids.length === 0 ? "No events of this channel failed.\n" : "",
    ],
  };
}
