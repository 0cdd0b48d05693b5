import type { ApprovalRequest } from "@sdetkit/core";
import type { Tx } from "../../storage/database/types.ts";
import type { Caller, Proof } from "../access/types.ts";

/** An approval that a run waits for, or waited for. */
export interface ApprovalView {
  readonly id: string;
  readonly run: string;
  /** The account that asked for the run. */
  readonly requester: string;
  /** Null when it is no template's run. */
  readonly template: string | null;
  readonly workspace: string;
  readonly state: "pending" | "given" | "denied" | "expired" | "withdrawn";
  /** Exactly what would be done, by whom it may be approved, and how many it takes. */
  readonly request: ApprovalRequest;
  readonly asked_at: string;
  readonly expires_at: string;
  readonly decided_at: string | null;
  readonly votes: readonly {
    readonly account: string;
    readonly answer: "given" | "denied";
    readonly via: string;
    readonly why: string;
    readonly at: string;
    /** By what they were known; null in votes of versions that did not keep it. */
    readonly identity: Proof | null;
  }[];
}

/** What came of a vote. */
export type DecideAnswer =
  | { readonly kind: "counted"; readonly approval: ApprovalView; readonly missing: number }
  | { readonly kind: "decided"; readonly approval: ApprovalView }
  /** It was decided or expired before; nothing changed. The same vote again by the same person is `counted` or `decided`. */
  | { readonly kind: "closed"; readonly approval: ApprovalView }
  /** The same person gave the same answer before, for another reason: that one stands, nothing changed. */
  | { readonly kind: "answered"; readonly approval: ApprovalView }
  /** Not among the approvers, the requester, another digest: `why` says which. */
  | { readonly kind: "refused"; readonly why: string }
  /** By what they are known somebody else handed out, and the policy has holders decide. It is in the audit log. */
  | { readonly kind: "unconfirmed"; readonly why: string; readonly remedy: string };

/** Approvals of tenants. Bound to a digest, single use, expiring; the requester cannot approve unless the policy says so. */
export interface Approvals {
  list(
    tx: Tx,
    tenant: string,
    filter: {
      readonly state?: ApprovalView["state"];
      readonly run?: string;
      readonly before?: string;
      readonly limit: number;
    },
  ): Promise<ApprovalView[]>;
  find(tx: Tx, tenant: string, id: string): Promise<ApprovalView | null>;
  /** `digest`: what the person saw; another one than the approval's is refused. The caller has `approvals:decide`, which the operation checked. */
  decide(
    tx: Tx,
    by: Caller,
    id: string,
    vote: { readonly answer: "given" | "denied"; readonly digest: string; readonly why?: string },
  ): Promise<DecideAnswer | null>;
  /** Decides what is enough now that an account may decide again; in the transaction that changed the account. */
  recount(tx: Tx, tenant: string, account: string): Promise<void>;
  /** Expires what nobody decided in time, by the database's clock unless another time is given, and lets the runs go on to their denial. */
  expire(at?: Date): Promise<number>;
}
