import { sql } from "kysely";
import type { Row } from "../../storage/database/schema.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import { scopesOf } from "../access/effective-scopes.ts";

/**
 * An approval, locked together with its run's place in the queue; undefined when there is none. The run first, as everybody does who
 * locks both: so nobody waits in a circle, and a run that is being parked at this moment is parked before or after, not in between.
 */
export async function lockApproval(tx: Tx, tenant: string, id: string): Promise<Row<"approvals"> | undefined> {
  const approvals = () => tx.selectFrom("approvals").where("tenant", "=", tenant).where("id", "=", id);
  const found = await approvals().select("run").executeTakeFirst();
  if (found === undefined) return undefined;
  const { run } = found;
  await tx.selectFrom("queue").select("run").where("tenant", "=", tenant).where("run", "=", run).forUpdate().execute();
  return await approvals().selectAll().forUpdate().executeTakeFirst();
}

/**
 * Of those who said something, who may still decide: not disabled since, and in a role that approves. While an approval collects
 * its votes for days, people leave, and accounts turn out to be in the wrong hands.
 */
export async function whoStillMay(tx: Tx, tenant: string, accounts: readonly string[]): Promise<ReadonlySet<string>> {
  if (accounts.length === 0) return new Set();
  const rows = await tx
    .selectFrom("accounts")
    .select(["name", "role"])
    .where("tenant", "=", tenant)
    .where("name", "in", [...accounts])
    .where("disabled_at", "is", null)
    .execute();
  return new Set(rows.filter(({ role }) => scopesOf(role).includes("approvals:decide")).map(({ name }) => name));
}

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
