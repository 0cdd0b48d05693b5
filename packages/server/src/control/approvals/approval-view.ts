import type { ApprovalRequest } from "@sdetkit/core";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { Proof } from "../access/types.ts";
import type { ApprovalView } from "./types.ts";

/** Approvals as people see them, with their votes, in the order of the rows. */
export async function approvalViews(
  tx: Tx,
  tenant: string,
  rows: readonly Row<"approvals">[],
): Promise<ApprovalView[]> {
  if (rows.length === 0) return [];
  const votes = await tx
    .selectFrom("approval_votes")
    .selectAll()
    .where("tenant", "=", tenant)
    .where(
      "approval",
      "in",
      rows.map(({ id }) => id),
    )
    .orderBy("at")
    .orderBy("account")
    .execute();
  const runs = await tx
    .selectFrom("runs")
    .select(["id", "requester", "template", "workspace"])
    .where("tenant", "=", tenant)
    .where("id", "in", [...new Set(rows.map(({ run }) => run))])
    .execute();
  const runOf = new Map(runs.map(({ id, ...run }) => [id, run]));
  return rows.map((row) => ({
    id: row.id,
    run: row.run,
    ...runOf.get(row.run)!,
    state: row.state,
    request: row.request as ApprovalRequest,
    asked_at: row.asked_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
    votes: votes
      .filter(({ approval }) => approval === row.id)
      .map(({ account, answer, via, why, at, identity }) => ({
        ...{ account, answer, via, why, at: at.toISOString() },
        identity: identity as Proof | null,
      })),
  }));
}
