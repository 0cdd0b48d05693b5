import type { Database, Tx } from "../../database/contract.ts";
import type { Row } from "../../database/schema.ts";
import type { Ownership } from "../journal/ownership.ts";
import { ownedRow } from "./load-run.ts";

/**
 * Lets go of a run that waits for approvals: it holds no slot any more. Whoever answered while it was on its way here has
 * found it running; so that is looked at now, under the same lock.
 * @param leaving it does not wait: this replica ends, and another one goes on.
 * @param heeded it was cancelled already, and what comes after a cancel waits: to ask for that again changes nothing.
 */
export async function parkRun(
  database: Database,
  owner: Ownership,
  leaving: boolean,
  heeded: boolean = false,
): Promise<void> {
  const { tenant, run } = owner;
  await database.tenant(tenant, async (tx) => {
    const { cancel } = await ownedRow(tx, owner);
    const answered = await tx
      .selectFrom("approvals")
      .select("id")
      .where("tenant", "=", tenant)
      .where("run", "=", run)
      .where("used_at", "is", null)
      .where("state", "<>", "pending")
      .executeTakeFirst();
    const goesOn = leaving || (cancel && !heeded) || answered !== undefined;
    await letGo(tx, database, owner, goesOn ? "ready" : "parked", { state: goesOn ? "queued" : "waiting" });
  });
}

/** Lets go of a run that the world keeps from going on: somebody mends it and resumes the run. */
export async function stopRun(database: Database, owner: Ownership, problem: string): Promise<void> {
  await database.tenant(owner.tenant, async (tx) => {
    await ownedRow(tx, owner);
    await letGo(tx, database, owner, "parked", { state: "waiting", problem: problem.slice(0, 2_000) });
  });
}

/** It is nobody's any more, and shown as what it is now. */
async function letGo(
  tx: Tx,
  database: Database,
  { tenant, run }: Ownership,
  state: Row<"queue">["state"],
  shown: Pick<Row<"runs">, "state"> & { readonly problem?: string },
): Promise<void> {
  await tx
    .updateTable("queue")
    .set({ state, replica: null })
    .where("tenant", "=", tenant)
    .where("run", "=", run)
    .execute();
  await tx.updateTable("runs").set(shown).where("tenant", "=", tenant).where("id", "=", run).execute();
  // It may go on, or it makes room in the tenant's quota.
  await database.notify(tx, "queue");
}
