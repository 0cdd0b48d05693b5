import { sql } from "kysely";
import type { Database, Tx } from "../../../storage/database/types.ts";
import type { Ownership } from "../journal/ownership.ts";

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

/** Queues runs again that a replica has claimed and does not drive. Answers those of which this was so. */
export async function requeueUndriven(database: Database, undriven: readonly Ownership[]): Promise<Ownership[]> {
  return await database.control(async (tx) => {
    const claims = JSON.stringify(undriven.map(({ tenant, run, replica, epoch }) => ({ tenant, run, replica, epoch })));
    const { rows } = await sql<Ownership>`
      UPDATE queue q SET state = 'ready', replica = NULL, epoch = q.epoch + 1
      FROM jsonb_to_recordset(${claims}::jsonb) AS o (tenant text, run text, replica text, epoch int)
      WHERE q.tenant = o.tenant AND q.run = o.run AND q.replica = o.replica AND q.epoch = o.epoch AND q.state = 'running'
      RETURNING o.tenant, o.run, o.replica, o.epoch
    `.execute(tx);
    if (rows.length > 0) await database.notify(tx, "queue");
    return rows;
  });
}
