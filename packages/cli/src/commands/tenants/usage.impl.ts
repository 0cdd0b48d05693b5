import type { OutputOf } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { cyan, dim, type Text, yellow } from "../../terminal/text.ts";
import { bytesText } from "../../views/bytes-text.ts";

type Used = OutputOf<"platform.usage">["items"][number];

/** `agent tenants usage`: of the platform's people alone. */
export async function tenantsUsage(options: ListOptions, invocation: Invocation): Promise<Answer> {
  const list: RemoteList<Used> = {
    name: "tenants",
    items: (remote) => remote.each("platform.usage"),
    columns: [
      { title: "tenant", of: ({ name }) => cyan(name) },
      { title: "runs in 24 h", of: ({ usage }) => part(usage.runs_last_day, usage.quotas.runs_per_day) },
      { title: "storage", of: ({ usage }) => part(usage.storage_bytes, usage.quotas.storage_bytes, bytesText) },
      { title: "not over", of: ({ usage }) => String(usage.unfinished_runs) },
      { title: "deliveries in 24 h", optional: true, of: ({ usage }) => String(usage.deliveries_last_day) },
      { title: "schedules", optional: true, of: ({ usage }) => part(usage.schedules, usage.quotas.schedules) },
    ],
    empty: "There are no tenants yet.",
    next: "sdetkit agent tenants create NAME",
  };
  return await listRemote(options, list, invocation);
}

/** Of a quota that is nearly used up, in yellow. */
function part(used: number, quota: number, text: (count: number) => Text = String): Text {
  const shown = [text(used), dim(" of "), text(quota)];
  return used >= quota * NEARLY ? yellow(shown) : shown;
}

const NEARLY = 0.9;
