import type { ApprovalRequest } from "@sdetkit/core";
import type { Tx } from "../../storage/database/types.ts";
import { lockApproval, whoStillMay } from "./approval-rows.ts";
import { close, type Deciding } from "./decide-approval.ts";

/**
 * Counts the votes anew of each pending approval to which an account said yes: after the account may decide again, what others said
 * meanwhile can be enough together with it. Call it in the transaction that changed the account, after the change.
 */
export async function recountVotes(
  tx: Tx,
  tenant: string,
  account: string,
  { database, now }: Pick<Deciding, "database" | "now">,
): Promise<void> {
  const pending = await tx
    .selectFrom("approval_votes as v")
    .innerJoin("approvals as a", (on) => on.onRef("a.tenant", "=", "v.tenant").onRef("a.id", "=", "v.approval"))
    .select("a.id")
    .where("v.tenant", "=", tenant)
    .where("v.account", "=", account)
    .where("a.state", "=", "pending")
    .orderBy("a.id")
    .execute();
  for (const { id } of pending) {
    const approval = await lockApproval(tx, tenant, id);
    if (approval?.state !== "pending" || approval.expires_at.getTime() <= now()) continue;
    const votes = await tx
      .selectFrom("approval_votes")
      .select("account")
      .where("tenant", "=", tenant)
      .where("approval", "=", id)
      .where("answer", "=", "given")
      .execute();
    const standing = await whoStillMay(
      tx,
      tenant,
      votes.map((vote) => vote.account),
    );
    if (standing.size >= (approval.request as ApprovalRequest).count) await close(tx, approval, "given", database);
  }
}
