import { sql } from "kysely";
import { lockApproval } from "./approval-rows.ts";
import { approvalViews } from "./approval-view.ts";
import { close, type Deciding, decideApproval } from "./decide-approval.ts";
import { recountVotes } from "./recount-votes.ts";
import type { Approvals } from "./types.ts";

const EXPIRED_AT_ONCE = 100;

/** Approvals, kept in PostgreSQL. */
export function createApprovals(deciding: Deciding): Approvals {
  const { database } = deciding;
  return {
    list: async (tx, tenant, { state, run, before, limit }) => {
      let query = tx
        .selectFrom("approvals")
        .selectAll()
        .where("tenant", "=", tenant)
        .orderBy("id", "desc")
        .limit(limit);
      if (state !== undefined) query = query.where("state", "=", state);
      if (run !== undefined) query = query.where("run", "=", run);
      if (before !== undefined) query = query.where("id", "<", before);
      return await approvalViews(tx, tenant, await query.execute());
    },
    find: async (tx, tenant, id) => {
      const rows = await tx
        .selectFrom("approvals")
        .selectAll()
        .where("tenant", "=", tenant)
        .where("id", "=", id)
        .execute();
      return (await approvalViews(tx, tenant, rows))[0] ?? null;
    },
    decide: (tx, by, id, vote) => decideApproval(tx, by, id, vote, deciding),
    recount: (tx, tenant, account) => recountVotes(tx, tenant, account, deciding),
    expire: async (at) => {
      const due = await database.routing
        .selectFrom("approvals")
        .select(["tenant", "id"])
        .where("state", "=", "pending")
        .where("expires_at", "<=", at ?? sql<Date>`now()`)
        .limit(EXPIRED_AT_ONCE)
        .execute();
      for (const { tenant, id } of due) {
        await database.tenant(tenant, async (tx) => {
          const row = await lockApproval(tx, tenant, id);
          if (row?.state === "pending") await close(tx, row, "expired", database);
        });
      }
      return due.length;
    },
  };
}
