import { codeSpan } from "@sdetkit/channel-adapters";
import type { AskedApproval } from "@sdetkit/core";
import type { Proof } from "../../control/access/types.ts";
import { type IntentCall, Refused } from "../types.ts";
import type { Answer } from "./approval-code.ts";
import { isShownWhole, minute } from "./approval-text.ts";

/** An approval as the operations answer it. */
export interface SeenApproval extends AskedApproval {
  readonly requester: string;
  readonly template: string | null;
  readonly workspace: string;
  readonly state: "pending" | "given" | "denied" | "expired" | "withdrawn";
  readonly votes: readonly {
    readonly account: string;
    readonly answer: Answer;
    readonly why: string;
    readonly identity: Proof | null;
  }[];
}

/** Gives somebody's answer and says what came of it. */
export async function decide(call: IntentCall, approval: SeenApproval, answer: Answer, why: string): Promise<string> {
  if (answer === "given" && !isShownWhole(approval))
    throw new Refused({
      code: "not-shown",
      detail: `The action of step ${codeSpan(approval.step)} is too long to show in full in a chat, so it cannot be approved here.`,
      remedy: "use the API or the command line",
    });
  const before = approval.votes.find(({ account }) => account === call.caller.account);
  try {
    const { approval: after, missing } = (await call.ask("approvals.decide", {
      params: { approval: approval.id },
      body: { answer, digest: approval.digest, ...(why === "" ? {} : { why }) },
    })) as { readonly approval: SeenApproval; readonly missing: number };
    // The same answer again: it may have been decided otherwise since, or have run out.
    if (after.state !== "pending" && after.state !== answer) return closedText(after);
    const again = before?.answer === answer ? "You have already decided this: " : "";
    const own = after.votes.find(({ account }) => account === call.caller.account);
    return `${again}${resultText(after, missing)}${own ? ` You decided ${knownBy(own.identity)}.` : ""}`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // It was decided, or ran out, between being shown and being pressed; or they have answered otherwise before.
    if (error.problem.code === "approval-closed") {
      const now = await seeApproval(call, approval.id);
      return now.state === "pending" ? answeredText(answer, now) : closedText(now);
    }
    if (error.problem.code === "approval-refused")
      throw new Refused({ ...error.problem, detail: `You cannot decide this: ${error.problem.detail}.`, remedy: "" });
    throw error;
  }
}

/** The approval as it is now. Throws Refused when there is none for this tenant. */
export async function seeApproval(call: IntentCall, id: string): Promise<SeenApproval> {
  return (await call.ask("approvals.get", { params: { approval: id } })) as SeenApproval;
}

/** Why there is nothing to decide any more. */
export function closedText({ state, votes, run, step, expires_at }: SeenApproval): string {
  const what = `Step ${codeSpan(step)} of run ${codeSpan(run)}`;
  const by = (answer: Answer) =>
    votes
      .filter((vote) => vote.answer === answer)
      .map(({ account, identity }) => `${codeSpan(account)} (${knownBy(identity)})`);
  switch (state) {
    case "given":
      return `${what} is already approved, by ${by("given").join(", ")}.`;
    case "denied":
      return `${what} is already rejected, by ${by("denied").join(", ")}.`;
    case "withdrawn":
      return `${what} no longer needs an approval: the run continued without it or ended.`;
    default:
      return `Too late: the approval of step ${codeSpan(step)} of run ${codeSpan(run)} expired at ${minute(expires_at)}.`;
  }
}

/** By what somebody was known who decided. */
function knownBy(identity: Proof | null): string {
  switch (identity?.proof) {
    case "token-taken-over":
      return `with the claimed token ${codeSpan(identity.token_name ?? "")}`;
    case "token-issued":
      return `with the token ${codeSpan(identity.token_name ?? "")}, not claimed`;
    case "chat-confirmed":
      return `through the channel ${codeSpan(identity.channel ?? "")}, confirmed`;
    case "chat-mapped":
      return `through the channel ${codeSpan(identity.channel ?? "")}, not confirmed`;
    default:
      return "identity not recorded";
  }
}

/** What somebody hears who has given the other answer to what is still open. */
function answeredText(answer: Answer, { step, run }: SeenApproval): string {
  const other = answer === "given" ? "rejected" : "approved";
  return `You have already ${other} step ${codeSpan(step)} of run ${codeSpan(run)}: decisions are final.`;
}

function resultText({ state, step, run }: SeenApproval, missing: number): string {
  const what = `step ${codeSpan(step)} of run ${codeSpan(run)}`;
  if (state === "pending") return `Approval recorded for ${what}: ${missing} more required.`;
  return state === "denied" ? `Rejected: ${what}.` : `Approved: ${what}. The run continues.`;
}
