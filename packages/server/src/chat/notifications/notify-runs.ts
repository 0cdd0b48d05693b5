import type { Outgoing } from "@sdetkit/channel-adapters";
import type { Approvals } from "../../control/approvals/types.ts";
import type { RunWatcher, WatchedRun } from "../../control/runs/types.ts";
import type { Tx } from "../../storage/database/types.ts";
import { approvalQuestion } from "../approvals/approval-text.ts";
import { runSummary } from "./run-summary.ts";

/** Tells runs' conversations what they wait for and how they ended, in the transaction in which it became true. */
export function createRunNotifier(deps: {
  readonly approvals: Pick<Approvals, "find">;
  readonly reply: (tx: Tx, tenant: string, conversation: string, message: Outgoing) => Promise<void>;
}): RunWatcher {
  const tell = async (tx: Tx, run: WatchedRun, message: () => Promise<Outgoing | null>): Promise<void> => {
    if (run.conversation === null) return;
    const text = await message();
    if (text !== null) await deps.reply(tx, run.tenant, run.conversation, text);
  };
  return {
    waiting: (tx, run, { id }) =>
      tell(tx, run, async () => {
        const approval = await deps.approvals.find(tx, run.tenant, id);
        if (approval === null) return null;
        const { request, expires_at } = approval;
        return approvalQuestion({ ...approval, task: approval.template ?? run.task }, { ...request, id, expires_at });
      }),
    over: (tx, run, report) => tell(tx, run, async () => ({ text: runSummary(run, report) })),
  };
}
