import type { z } from "zod";
import type { RunView } from "../control/runs/types.ts";
import type { Tx } from "../storage/database/types.ts";
import type { Services } from "./services.ts";
import { approvalOf } from "./views/approval.ts";
import type { runDetail } from "./views/run-message.ts";

const APPROVALS = 200;

/** A run with its report and its approvals. */
export async function readDetail(
  { runs, approvals }: Services,
  tx: Tx,
  tenant: string,
  run: RunView,
): Promise<z.input<typeof runDetail>> {
  const report = run.state === "over" ? await runs.report(tx, tenant, run.run) : null;
  const asked = await approvals.list(tx, tenant, { run: run.run, limit: APPROVALS });
  return { ...run, report, approvals: asked.map(approvalOf) };
}
