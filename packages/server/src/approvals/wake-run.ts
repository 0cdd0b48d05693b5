import type { Database, Tx } from "../database/contract.ts";

/**
 * Lets a run that waits for somebody go on: it is queued again, for any replica. One that is not parked sees the answer by
 * itself, provided that the caller has locked its place in the queue before it wrote the answer.
 */
export async function wakeRun(tx: Tx, database: Database, tenant: string, run: string): Promise<void> {
  await tx
    .updateTable("queue")
    .set({ state: "ready", ready_at: new Date(0) })
    .where("tenant", "=", tenant)
    .where("run", "=", run)
    .where("state", "=", "parked")
    .execute();
  await database.notify(tx, "queue");
}
