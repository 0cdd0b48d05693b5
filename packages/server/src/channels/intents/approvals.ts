import { formatDuration, shorten } from "@sdetkit/core";
import { approvalCode } from "../approving/approval-code.ts";
import type { SeenApproval } from "../approving/decide.ts";
import { codeSpan } from "../markdown/small-markdown.ts";
import type { Intent, IntentCall } from "./contract.ts";

const SHOWN = 10;
/** Of pending approvals, so many are looked through for a code. */
const MOST = 200;

/** `approvals`: what waits for somebody's yes or no. */
export const approvals: Intent = {
  name: "approvals",
  usage: "",
  about: "lists what waits for a decision",
  scope: "approvals:read",
  answer: async (_, call) => {
    const pending = await pendingApprovals(call);
    if (pending.length === 0) return { text: "Nothing waits for a decision." };
    const lines = pending.slice(0, SHOWN).map((approval) => line(approval, call.now));
    const more = pending.length > SHOWN ? [`- … and ${pending.length - SHOWN} more`] : [];
    return {
      text: ["**Waiting for a decision**", ...lines, ...more, "`approve CODE` or `reject CODE why` decides."].join(
        "\n",
      ),
    };
  },
};

/** What waits for a decision in the tenant of the one who asks. */
export async function pendingApprovals(call: IntentCall): Promise<readonly SeenApproval[]> {
  const query = { state: "pending", limit: MOST };
  return ((await call.ask("approvals.list", { query })) as { readonly items: readonly SeenApproval[] }).items;
}

function line(approval: SeenApproval, now: number): string {
  const { run, step, action, preview, expires_at } = approval;
  const first = shorten(preview.split("\n").find((text) => text.trim() !== "") ?? "", 120);
  const left = formatDuration(Math.max(0, Date.parse(expires_at) - now));
  return `- ${codeSpan(approvalCode(approval))} step ${codeSpan(step)} of run ${codeSpan(run)}, ${codeSpan(action)}: ${codeSpan(first)}, ${left} left`;
}
