import { formatInstant } from "@sdetkit/core";
import { markOf, statusText } from "../terminal/status-symbols.ts";
import { pairs } from "../terminal/table.ts";
import { bold, dim, type Text } from "../terminal/text.ts";
import { approvalText, type ShownApproval } from "./approval-text.ts";
import { hasStopped } from "./has-stopped.ts";

/** A run of a server that has no report: it is not over, or could not run at all. */
interface Open {
  readonly run: string;
  readonly state: string;
  readonly status: string | null;
  readonly workspace: string;
  readonly task: string;
  readonly requester: string;
  readonly channel: string;
  readonly created_at: string;
  readonly problem: string | null;
  readonly approvals: readonly ShownApproval[];
}

/** Where it is, and what it waits for. */
export function remoteRunView(run: Open, flag: string): Text {
  const status = run.status ?? (hasStopped(run) ? "stopped" : run.state);
  const open = run.approvals.filter(({ state }) => state === "pending");
  return [
    [markOf(status), " ", bold(run.task), " ", statusText(status), "\n\n"],
    pairs([
      ["run", run.run],
      ["workspace", run.workspace],
      ["asked", `${formatInstant(run.created_at)} UTC by ${run.requester}, ${run.channel}`],
      ...(run.problem === null ? [] : [["problem", run.problem] as const]),
    ]),
    open.map((approval): Text => ["\n", approvalText(approval, flag)]),
    run.state === "over" ? "" : nextText(run, flag),
  ];
}

/** One that stopped with a problem has nothing to be followed until somebody has fixed that. */
function nextText(run: Open, flag: string): Text {
  const [before, next] = hasStopped(run) ? ["fix that, then ", "resume"] : ["", "follow"];
  return ["\n  ", dim("→ "), before, `sdetkit agent ${next} ${run.run}${flag}`, "\n"];
}
