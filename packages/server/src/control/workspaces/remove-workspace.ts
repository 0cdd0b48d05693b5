import { Fault } from "@sdetkit/core";
import type { Tx } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Caller } from "../access/types.ts";
import { unknownWorkspace } from "./workspace-fault.ts";

/** Removes a workspace that no unfinished run is in; its mirror goes with the next sweep. Faults `unknown-workspace`, `workspace-busy`. */
export async function removeWorkspace(
  tx: Tx,
  by: Caller,
  name: string,
  ledger: Pick<Ledger, "appendAuditEvent">,
): Promise<void> {
  const gone = await tx
    .deleteFrom("workspaces")
    .where("tenant", "=", by.tenant)
    .where("name", "=", name)
    .returning("location")
    .executeTakeFirst();
  if (!gone) throw unknownWorkspace(name);
  const busy = await tx
    .selectFrom("runs")
    .select("id")
    .where("tenant", "=", by.tenant)
    .where("workspace", "=", name)
    .where("state", "<>", "over")
    .limit(1)
    .executeTakeFirst();
  if (busy) throw new Fault("workspace-busy", `expected no unfinished run in ${name}, ${busy.id} is not over`);
  const { location } = gone;
  await ledger.appendAuditEvent(tx, by, {
    act: "workspaces.remove",
    target: `workspace ${name}`,
    detail: { location },
  });
}
