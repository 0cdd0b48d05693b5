import { type IntentCall, Refused } from "../types.ts";
import { readButton, sameDigest } from "./approval-code.ts";
import { closedText, decide, seeApproval } from "./decide.ts";

/** What came of a pressed button: it counts for exactly what was shown beside it. Throws Refused. */
export async function answerButton(data: string, call: IntentCall): Promise<string> {
  const button = readButton(data);
  if (button === null) throw new Refused({ code: "unknown-button", detail: "I do not know this button." });
  const approval = await seeApproval(call, button.id).catch((error: unknown) => {
    if (error instanceof Refused && error.problem.code === "not-found")
      throw new Refused({
        code: "not-found",
        detail: "There is no longer a pending approval for this button.",
      });
    throw error;
  });
  if (!sameDigest(button.digest, approval.digest))
    throw new Refused({
      code: "changed",
      detail: "The action has changed since this was shown: nothing was decided.",
      remedy: "write `approvals` to see the pending approvals",
    });
  const own = approval.votes.some(({ account, answer }) => account === call.caller.account && answer === button.answer);
  if (approval.state !== "pending" && !own) return closedText(approval);
  return decide(call, approval, button.answer, "");
}
