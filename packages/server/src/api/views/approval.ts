import { z } from "zod";
import type { ApprovalView } from "../../control/approvals/types.ts";
import { instant, list, sha256 } from "./shapes.ts";

/** By what somebody was known who decided. */
const proof = z.strictObject({
  proof: z
    .enum(["token-taken-over", "token-issued", "chat-confirmed", "chat-mapped", "none"])
    .describe("`token-taken-over`, `chat-confirmed`: confirmed by the holder; the others by whoever issued it."),
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
    requester: z.string().describe("The account that started the run."),
    template: z.string().nullable(),
    workspace: z.string(),
    state: z.enum(["pending", "given", "denied", "expired", "withdrawn"]),
    step: z.string(),
    action: z.string(),
    digest: sha256.describe("A decision must name this digest: it approves exactly this action."),
    preview: z.string().describe("Exactly what will be done, redacted, line by line."),
    why: list(z.string()).describe("Reasons why an approval is required."),
    reason: z.string(),
    approvers: list(z.string()).describe('Accounts that may decide; `"*"`: any with the scope.'),
    count: z.int().describe("Number of approvals needed."),
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
        identity: proof.nullable().describe("How the approver was identified; null in votes of earlier versions."),
      }),
    ),
  })
  .meta({ id: "Approval" });

/** The approval as the API shows it. */
export function approvalOf({ request, ...view }: ApprovalView): z.input<typeof approvalView> {
  const { step, action, digest, preview, why, reason, approvers, count } = request;
  return { ...view, step, action, digest, preview, why, reason, approvers, count };
}
