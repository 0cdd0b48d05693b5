import { sql } from "kysely";
import type { Database, Tx } from "../../database/contract.ts";

/**
 * Declares a replica gone and queues its runs again, at their old place. Of all who notice, one does; the others get null.
 * The epoch goes up, so that nothing more is taken from the one that is gone, should it be only asleep.
 */
export async function adoptRunsOf(database: Database, replica: string): Promise<number | null> {
  return await database.control(async (tx) => {
    const gone = await tx
      .updateTable("replicas")
      .set({ gone_at: sql<Date>`now()` })
      .where("id", "=", replica)
      .where("gone_at", "is", null)
      .executeTakeFirst();
    if (gone.numUpdatedRows === 0n) return null;
    return await requeueRunsOf(tx, database, replica);
  });
}

/** Gives back whatever a replica still has. */
async function requeueRunsOf(tx: Tx, database: Database, replica: string): Promise<number> {
  const freed = await tx
    .updateTable("queue")
    .set((row) => ({ state: "ready", replica: null, epoch: sql<number>`${row.ref("epoch")} + 1` }))
    .where("replica", "=", replica)
    .where("state", "=", "running")
    .executeTakeFirst();
  const runs = Number(freed.numUpdatedRows);
  if (runs > 0) await database.notify(tx, "queue");
  return runs;
}
