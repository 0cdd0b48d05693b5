import { ExitCode, Fault, formatInstant, shorten } from "@sdetkit/core";
import { type OutputOf, ServerFault } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command.ts";
import { connect } from "../../remote/connect.ts";
import { parseLimit, take } from "../../remote/take.ts";
import { listScreen } from "../../screens/list-screen.ts";
import { bold, cyan, dim } from "../../terminal/text.ts";
import type { WhoseOptions } from "./tokens.ts";

type Act = OutputOf<"audit.list">["items"][number];

const LONGEST = 200;

/** `agent audit`: what those with power over others did, newest first. */
export async function audit(
  { platform, limit, ...server }: WhoseOptions & { readonly limit: string },
  invocation: Invocation,
): Promise<Answer> {
  const most = parseLimit(limit);
  const remote = await connect(server, invocation);
  const acts = take(remote.each(platform ? "platform.audit" : "audit.list"), most);
  const { items, more } = platform ? await acts : await acts.catch(pointToPlatform);
  const text = listScreen<Act>(
    items,
    [
      { title: "when (UTC)", of: ({ at }) => dim(formatInstant(at)) },
      { title: "who", of: ({ actor, via }) => [bold(actor), dim(` ${via}`)] },
      { title: "did", of: ({ act }) => cyan(act) },
      { title: "to", flexible: true, narrowest: 16, of: ({ target }) => target },
      { title: "with", flexible: true, optional: true, of: ({ detail }) => dim(detailText(detail)) },
      { title: "entry", align: "right", optional: true, of: ({ seq }) => dim(String(seq)) },
    ],
    { width: invocation.console.stdout.columns(), empty: "Nothing was done yet.", more },
  );
  return { exit: ExitCode.done, json: { acts: items, more }, text };
}

/** Those who run the server have no right to a tenant's audit log, and one of their own. */
function pointToPlatform(error: unknown): never {
  if (!(error instanceof ServerFault) || error.code !== "scope-missing") throw error;
  const { code, message, exit, remedy } = error;
  throw new Fault(code, message, { exit, remedy: `${remedy}; those who run the server add --platform` });
}

function detailText(detail: Act["detail"]): string {
  const parts = Object.entries(detail).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return shorten(parts.join(" "), LONGEST);
}
