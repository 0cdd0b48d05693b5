import type { RunView } from "../control/runs/types.ts";
import type { Call } from "./types.ts";

/** The run that a path names: by id, record hash, or a beginning of one. */
export async function findRun({ services, tx, caller }: Call, named: string): Promise<RunView | null> {
  return await services.runs.resolve(tx, caller.tenant, named);
}
