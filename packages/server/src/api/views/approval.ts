import { z } from "zod";
import type { ApprovalView } from "../../control/approvals/types.ts";
import { instant, list, sha256 } from "./shapes.ts";

/** By what somebody was known who decided. */
const proof = z.strictObject({
  proof: z
    .enum(["token-taken-over", "token-issued", "chat-confirmed", "chat-mapped", "none"])
    .describe("`token-taken-over`, `chat-confirmed`: by their holder; the others by whoever handed it out."),
  token: z.string().nullable(),
  token_name: z.string().nullable(),
  channel: z.string().nullable(),
  external: z.string().nullable(),
});

/** An approval: exactly what would be done, and who said what. */
export const approvalView = z
  .strictObject({
    id: z.string(),
    run: z.string(),
    requester: z.string().describe("The account that asked for the run."),
    template: z.string().nullable(),
    workspace: z.string(),
    state: z.enum(["pending", "given", "denied", "expired", "withdrawn"]),
    step: z.string(),
    action: z.string(),
    digest: sha256.describe("What a decision has to name: a yes is good for exactly this."),
    preview: z.string().describe("Exactly what will be done, redacted, line by line."),
    why: list(z.string()).describe("Why somebody is asked."),
    reason: z.string(),
    approvers: list(z.string()).describe('Accounts that may decide; `"*"`: any with the scope.'),
    count: z.int().describe("How many have to say yes."),
    asked_at: instant,
    expires_at: instant,
    decided_at: instant.nullable(),
    votes: list(
      z.strictObject({
        account: z.string(),
        answer: z.enum(["given", "denied"]),
        via: z.string(),
        why: z.string(),
        at: instant,
        identity: proof.nullable().describe("By what they were known; null in votes of before."),
      }),
    ),
  })
  .meta({ id: "Approval" });

/** The approval as the API shows it. */
export function approvalOf({ request, ...view }: ApprovalView): z.input<typeof approvalView> {
  const { step, action, digest, preview, why, reason, approvers, count } = request;
  return { ...view, step, action, digest, preview, why, reason, approvers, count };
}
