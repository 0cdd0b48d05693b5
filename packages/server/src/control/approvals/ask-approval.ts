import type { ApprovalAnswer, ApprovalRequest } from "@sdetkit/core";
import { sql } from "kysely";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import { whoStillMay } from "./approval-rows.ts";

/** What asking came to; `asked` names the approval when this call was the first to ask. */
export interface Asked {
  readonly answer: ApprovalAnswer;
  readonly asked: string | null;
}

/** The answer that is there for exactly this request and not used up; else asks, and the run waits. */
export async function askApproval(tx: Tx, tenant: string, id: string, request: ApprovalRequest): Promise<Asked> {
  const { run, step, digest, expiresHours } = request;
  const there = await tx
    .selectFrom("approvals")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("run", "=", run)
    .where("step", "=", step)
    .where("digest", "=", digest)
    .where("used_at", "is", null)
    .executeTakeFirst();
  if (there !== undefined) return { answer: await answerOf(tx, there), asked: null };
  await tx
    .insertInto("approvals")
    .values({
      tenant,
      id,
      run,
      step,
      digest,
      request: JSON.stringify(request),
      expires_at: sql<Date>`now() + ${expiresHours} * interval '1 hour'`,
    })
    .execute();
  return { answer: { kind: "waiting" }, asked: id };
}

async function answerOf(tx: Tx, approval: Row<"approvals">): Promise<ApprovalAnswer> {
  switch (approval.state) {
    case "pending":
      return { kind: "waiting" };
    case "expired":
      return { kind: "unasked", why: "nobody answered in time" };
    case "withdrawn":
      return { kind: "unasked", why: "it was withdrawn" };
    case "given":
    case "denied":
      return await countVotes(tx, approval);
  }
}

async function countVotes(tx: Tx, { tenant, id, state }: Row<"approvals">): Promise<ApprovalAnswer> {
  const votes = await tx
    .selectFrom("approval_votes")
    .select(["account", "answer", "via", "why"])
    .where("tenant", "=", tenant)
    .where("approval", "=", id)
    .orderBy("at")
    .orderBy("account")
    .execute();
  const no = votes.find(({ answer }) => answer === "denied");
  if (no !== undefined) return { kind: "denied", by: no.account, why: no.why };
  // A row that says given and has no vote was not decided by anybody: deny by default.
  if (votes.length === 0 || state !== "given") return { kind: "unasked", why: "no vote was found for it" };
  const may = await whoStillMay(
    tx,
    tenant,
    votes.map(({ account }) => account),
  );
  // Fewer than it takes are refused at the gate.
  const [first, ...others] = votes.filter(({ account }) => may.has(account));
  if (first === undefined) return { kind: "unasked", why: "nobody of those who said yes may approve any more" };
  const via = [first, ...others].every((vote) => vote.via === "api") ? "api" : "chat";
  return { kind: "given", by: first.account, with: others.map(({ account }) => account), via };
}
