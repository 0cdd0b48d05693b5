import type { Sha256 } from "../digest/sha256.ts";

/** What a person is asked to decide on. */
export interface ApprovalRequest {
  readonly run: string;
  readonly step: string;
  readonly action: string;
  /** As `approvalDigest` makes it: a yes is good for exactly this. */
  readonly digest: Sha256;
  /** Exactly what will be done, redacted, line by line. */
  readonly preview: string;
  readonly why: readonly string[];
  readonly reason: string;
  readonly approvers: readonly string[];
  readonly count: number;
  readonly expiresHours: number;
}

/** A person's answer. */
export type ApprovalAnswer =
  | {
      readonly kind: "given";
      readonly by: string;
      /** Others who said yes as well, where it takes several. */
      readonly with?: readonly string[];
      readonly via: "terminal" | "flag" | "recorded" | "api" | "chat";
    }
  | { readonly kind: "denied"; readonly by: string; readonly why: string }
  | { readonly kind: "unasked"; readonly why: string }
  /** A refusal on record, in the words that it had then: a replay gives the same record. */
  | { readonly kind: "recorded"; readonly message: string; readonly remedy: string }
  /** Somebody was asked and may answer in days: the step stays where it is, and nothing waits for it. */
  | { readonly kind: "waiting" };

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
