import { z } from "zod";
import type { ApprovalView } from "../../approvals/contract.ts";
import { instant, list, sha256 } from "./shapes.ts";

/** An approval: exactly what would be done, and who said what. */
export const approvalView = z
  .strictObject({
    id: z.string(),
    run: z.string(),
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
      }),
    ),
  })
  .meta({ id: "Approval" });

/** The approval as the API shows it. */
export function approvalOf({ request, ...view }: ApprovalView): z.input<typeof approvalView> {
  const { step, action, digest, preview, why, reason, approvers, count } = request;
  return { ...view, step, action, digest, preview, why, reason, approvers, count };
}
