import { sql } from "kysely";
import type { Tx } from "../../storage/database/types.ts";

/**
 * Closes what a run that is cancelled waits for, so that nobody approves what will not be done. The caller has locked its place in
 * the queue. They count as used up: a step that cleans up asks again, and that is another approval.
 */
export async function withdrawApprovals(tx: Tx, tenant: string, run: string): Promise<void> {
  await tx
    .updateTable("approvals")
    .set({ state: "withdrawn", used_at: sql<Date>`now()` })
    .where("tenant", "=", tenant)
    .where("run", "=", run)
    .where("state", "=", "pending")
    .execute();
}
