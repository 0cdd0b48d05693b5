import { Fault, formatInstant } from "@sdetkit/core";
import { type OutputOf, ServerFault } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { bold, cyan, dim } from "../../terminal/text.ts";
import type { WhoseOptions } from "../tokens/tokens.impl.ts";

type AuditEvent = OutputOf<"audit.list">["items"][number];

/** `agent audit-log`: what those with power over others did, newest first. */
export async function auditLog(
  { platform, ...options }: WhoseOptions & ListOptions,
  invocation: Invocation,
): Promise<Answer> {
  const list: RemoteList<AuditEvent> = {
    name: "acts",
    items: (remote) => remote.each(platform ? "platform.audit" : "audit.list"),
    columns: [
      { title: "when (UTC)", of: ({ at }) => dim(formatInstant(at)) },
      { title: "who", of: ({ actor, via }) => [bold(actor), dim(` ${via}`)] },
      { title: "did", of: ({ act }) => cyan(act) },
      { title: "to", flexible: true, narrowest: 16, of: ({ target }) => target },
      { title: "with", flexible: true, optional: true, of: ({ detail }) => dim(detailText(detail)) },
      { title: "entry", align: "right", optional: true, of: ({ seq }) => dim(String(seq)) },
    ],
    empty: "There are no administrative actions yet.",
  };
  const answer = listRemote(options, list, invocation);
  return await (platform ? answer : answer.catch(pointToPlatform));
}

/** Those who run the server have no right to a tenant's audit log, and one of their own. */
function pointToPlatform(error: unknown): never {
  if (!(error instanceof ServerFault) || error.code !== "scope-missing") throw error;
  const { code, message, remedy } = error;
  throw new Fault(code, message, { remedy: `${remedy}; platform administrators add --platform` });
}

function detailText(detail: AuditEvent["detail"]): string {
  const parts = Object.entries(detail).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return parts.join(" ");
}
