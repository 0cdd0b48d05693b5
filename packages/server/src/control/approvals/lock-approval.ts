import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";

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
