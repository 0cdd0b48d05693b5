import type { ApprovalRequest } from "./approval.ts";

/** An approval as those see it who decide: what is asked, under which id, until when. */
export interface AskedApproval extends Omit<ApprovalRequest, "digest" | "expiresHours"> {
  readonly id: string;
  readonly digest: string;
  readonly expires_at: string;
}

/** Who can decide: named accounts, each as `name` writes it, or whoever has the right. `*` stands for all, also beside names. */
export function approversText(approvers: readonly string[], name = (account: string): string => account): string {
  if (approvers.includes("*")) return "anybody who may approve";
  return approvers.length === 0 ? "nobody" : approvers.map(name).join(", ");
}
