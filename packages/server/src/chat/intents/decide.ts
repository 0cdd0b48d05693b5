import { codeSpan } from "@sdetkit/channel-adapters";
import { type Answer, approvalCode } from "../approvals/approval-code.ts";
import { closedText, decide, type SeenApproval, seeApproval } from "../approvals/decide.ts";
import { type Intent, type IntentCall, Refused } from "../types.ts";
import { pendingApprovals } from "./approvals.ts";

/** `approve CODE`. The code is good for exactly what was shown with it. */
export const approve: Intent = {
  name: "approve",
  usage: "CODE",
  about: "approves the action shown with that code",
  scope: "approvals:decide",
  answer: async (rest, call) => ({ text: await answer(rest, "given", call) }),
};

/** `reject CODE [why]`. */
export const reject: Intent = {
  name: "reject",
  usage: "CODE [why]",
  about: "rejects it",
  scope: "approvals:decide",
  answer: async (rest, call) => ({ text: await answer(rest, "denied", call) }),
};

const LONGEST_WHY = 1_000;

async function answer(rest: string, given: Answer, call: IntentCall): Promise<string> {
  const [, typed = "", why = ""] = /^\s*`?([^\s`]+)`?\s*(.*)$/s.exec(rest) ?? [];
  const code = typed.toLowerCase();
  if (!/^[0-9a-f]{4}-?[0-9a-f]{4}$/.test(code))
    throw new Refused({
      code: "which-approval",
      detail: `Which one? Expected a code such as ${codeSpan("1a2b-3c4d")}${typed ? `, got ${codeSpan(typed)}` : ""}.`,
      remedy: "write `approvals` to see them",
    });
  const wanted = code.replace("-", "");
  const found: SeenApproval[] = [];
  for await (const approval of pendingApprovals(call))
    if (approvalCode(approval).replace("-", "") === wanted) found.push(approval);
  const [only, another] = found;
  if (!only || another)
    throw new Refused({
      code: "not-found",
      detail: `No pending approval has the code ${codeSpan(typed)}: it was decided, it expired, or the action has changed.`,
      remedy: "write `approvals` to see the pending approvals",
    });
  const approval = await seeApproval(call, only.id);
  return approval.state === "pending"
    ? decide(call, approval, given, why.trim().slice(0, LONGEST_WHY))
    : closedText(approval);
}
