import type { Database, Tx } from "../../storage/database/types.ts";

/**
 * Lets a run that waits for somebody, or for its next try, go on now: for any replica. One that is being driven sees the answer by
 * itself, provided that the caller has locked its place in the queue before it wrote the answer.
 */
export async function wakeRun(tx: Tx, database: Database, tenant: string, run: string): Promise<void> {
  await tx
    .updateTable("queue")
    .set({ state: "ready", ready_at: new Date(0), stops: 0 })
    .where("tenant", "=", tenant)
    .where("run", "=", run)
    .where((row) => row.or([row("state", "=", "parked"), row("stops", ">", 0)]))
    .where("state", "<>", "running")
    .execute();
  await database.notify(tx, "queue");
}
