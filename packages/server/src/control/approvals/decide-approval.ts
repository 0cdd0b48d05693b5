import type { ApprovalRequest } from "@sdetkit/core";
import { sql } from "kysely";
import type { Row } from "../../storage/database/schema.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import { proofOf, whyNotHolder } from "../access/proof-of-identity.ts";
import type { Caller, Proof } from "../access/types.ts";
import { holdersDecide } from "../tenants/check-config.ts";
import type { Tenants } from "../tenants/types.ts";
import { lockApproval, wakeRun, whoStillMay } from "./approval-rows.ts";
import { approvalViews } from "./approval-view.ts";
import type { ApprovalView, DecideAnswer } from "./types.ts";

/** A person's answer, and what they saw when they gave it. */
export interface Vote {
  readonly answer: "given" | "denied";
  readonly digest: string;
  readonly why?: string;
}

/** What deciding needs. */
export interface Deciding {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly tenants: Pick<Tenants, "rules">;
  now(): number;
}

/** Counts a vote. The approval's row is locked: of votes that come at once each sees those before it. */
export async function decideApproval(
  tx: Tx,
  by: Caller,
  id: string,
  vote: Vote,
  deciding: Deciding,
): Promise<DecideAnswer | null> {
  const approval = await lockApproval(tx, by.tenant, id);
  if (approval === undefined) return null;
  const refusal = await whyRefused(tx, by, approval, vote, deciding);
  if (refusal !== null) return { kind: "refused", why: refusal };
  const proof = await proofOf(tx, by);
  const stranger = holdersDecide((await deciding.tenants.rules(by.tenant)).config) ? whyNotHolder(proof) : null;
  if (stranger !== null) {
    const { run, step } = approval;
    const detail = { run, step, answer: vote.answer, ...said(proof) };
    await deciding.ledger.appendAuditEvent(tx, by, { act: "approvals.refuse", target: `approval ${id}`, detail });
    return { kind: "unconfirmed", ...stranger };
  }
  const before = await viewOf(tx, approval);
  const own = before.votes.find(({ account }) => account === by.account);
  const others = before.votes.flatMap(({ account }) => (account === by.account ? [] : [account]));
  const standing = await whoStillMay(tx, by.tenant, others);
  const given = standing.size + 1;
  const again = own?.answer === vote.answer;
  // Nothing of a vote changes after it was given, so another reason would be lost: said instead of swallowed.
  const why = keptWhy(vote);
  if (again && why !== "" && why !== own.why) return { kind: "answered", approval: before };
  const decided = approval.state === "given" || approval.state === "denied";
  if (decided && again) return counted(before, given);
  if (approval.state !== "pending" || (own !== undefined && !again)) return { kind: "closed", approval: before };
  if (approval.expires_at.getTime() <= deciding.now()) {
    return { kind: "closed", approval: await close(tx, approval, "expired", deciding.database) };
  }
  if (!again) await keepVote(tx, by, approval, vote, proof, deciding);
  const { count } = approval.request as ApprovalRequest;
  // Also when nothing is new: somebody who said yes, and could not decide any more when others did, may do so again.
  const enough = vote.answer === "denied" || given >= count;
  const after = enough ? await close(tx, approval, vote.answer, deciding.database) : await viewOf(tx, approval);
  return counted(after, given);
}

async function keepVote(
  tx: Tx,
  by: Caller,
  { id, run, step, digest }: Row<"approvals">,
  vote: Vote,
  proof: Proof,
  { ledger }: Deciding,
): Promise<void> {
  const { answer } = vote;
  const { tenant, account, via } = by;
  await tx
    .insertInto("approval_votes")
    .values({ tenant, approval: id, account, answer, via, why: keptWhy(vote), identity: JSON.stringify(proof) })
    .execute();
  const detail = { run, step, digest, answer, ...said(proof) };
  await ledger.appendAuditEvent(tx, by, { act: "approvals.decide", target: `approval ${id}`, detail });
}

/** The part of a reason that is kept. */
function keptWhy({ why = "" }: Vote): string {
  return why.slice(0, 1_000);
}

/** A proof without what it does not have, for the audit log. */
function said(proof: Proof): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(proof).filter((pair): pair is [string, string] => pair[1] !== null));
}

/** Ends an approval that is locked (`lockApproval`) and lets its run go on. */
export async function close(
  tx: Tx,
  approval: Row<"approvals">,
  state: "given" | "denied" | "expired",
  database: Database,
): Promise<ApprovalView> {
  const row = await tx
    .updateTable("approvals")
    .set({ state, decided_at: sql<Date>`now()` })
    .where("tenant", "=", approval.tenant)
    .where("id", "=", approval.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await wakeRun(tx, database, approval.tenant, approval.run);
  return await viewOf(tx, row);
}

async function whyRefused(
  tx: Tx,
  by: Caller,
  approval: Row<"approvals">,
  vote: Vote,
  { tenants }: Deciding,
): Promise<string | null> {
  if (vote.digest !== approval.digest) return "the action differs from the one that was shown: look at it again";
  const { approvers } = approval.request as ApprovalRequest;
  if (!approvers.includes("*") && !approvers.includes(by.account))
    return `only these may decide: ${approvers.join(", ")}`;
  const { requester } = await tx
    .selectFrom("runs")
    .select("requester")
    .where("tenant", "=", by.tenant)
    .where("id", "=", approval.run)
    .executeTakeFirstOrThrow();
  const { config } = await tenants.rules(by.tenant);
  const own = requester === by.account && !config.policy.approvals.self;
  return own ? "the account that started a run cannot approve it (policy.approvals.self is false)" : null;
}

async function viewOf(tx: Tx, approval: Row<"approvals">): Promise<ApprovalView> {
  const [view] = await approvalViews(tx, approval.tenant, [approval]);
  return view as ApprovalView;
}

/** @param given how many said yes and may still decide. */
function counted(approval: ApprovalView, given: number): DecideAnswer {
  if (approval.state !== "pending") return { kind: "decided", approval };
  return { kind: "counted", approval, missing: approval.request.count - given };
}
