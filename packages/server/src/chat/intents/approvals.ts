import { codeSpan } from "@sdetkit/channel-adapters";
import { formatDuration, shorten } from "@sdetkit/core";
import { approvalCode } from "../approvals/approval-code.ts";
import type { SeenApproval } from "../approvals/decide.ts";
import type { Intent, IntentCall } from "../types.ts";

const SHOWN = 10;
/** Approvals of one page: no page holds more. */
const MOST = 200;

/** `approvals`: what waits for somebody's yes or no. */
export const approvals: Intent = {
  name: "approvals",
  usage: "",
  about: "lists pending approvals",
  reads: true,
  scope: "approvals:read",
  answer: async (_, call) => {
    const { items, next } = await page(call, { limit: SHOWN });
    if (items.length === 0) return { text: "No approvals are pending." };
    const lines = items.map((approval) => line(approval, call.now));
    const more = next === null ? [] : ["- … and more"];
    return {
      text: ["**Pending approvals**", ...lines, ...more, "Decide with `approve CODE` or `reject CODE why`."].join("\n"),
    };
  },
};

/** All that waits for a decision in the tenant of the one who asks, newest first. */
export async function* pendingApprovals(call: IntentCall): AsyncGenerator<SeenApproval> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { items, next } = await page(call, { limit: MOST, ...(cursor === undefined ? {} : { cursor }) });
    yield* items;
    cursor = next;
  }
}

async function page(
  call: IntentCall,
  query: { readonly limit: number; readonly cursor?: string },
): Promise<{ readonly items: readonly SeenApproval[]; readonly next: string | null }> {
  const answer = await call.ask("approvals.list", { query: { state: "pending", ...query } });
  return answer as Awaited<ReturnType<typeof page>>;
}

function line(approval: SeenApproval, now: number): string {
  const { run, requester, template, workspace, step, action, preview, expires_at } = approval;
  const first = shorten(preview.split("\n").find((text) => text.trim() !== "") ?? "", 120);
  const left = formatDuration(Math.max(0, Date.parse(expires_at) - now));
  return `- ${codeSpan(approvalCode(approval))} step ${codeSpan(step)} of ${template === null ? "" : `${codeSpan(template)}, `}run ${codeSpan(run)} in ${codeSpan(workspace)} for ${codeSpan(requester)}, ${codeSpan(action)}: ${codeSpan(first)}, ${left} left`;
}
