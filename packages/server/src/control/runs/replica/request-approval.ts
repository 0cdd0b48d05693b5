import type { ApprovalAnswer, ApprovalRequest } from "@sdetkit/core";
import { newId } from "@sdetkit/runtime";
import type { Database } from "../../../storage/database/types.ts";
import { askApproval } from "../../approvals/ask-approval.ts";
import type { Ownership } from "../journal/ownership.ts";
import type { RunWatcher, WatchedRun } from "../types.ts";
import { ownedRow } from "./load-run.ts";

/** Asks for an approval as the owner of the run, and tells the watchers when it is the first time. */
export async function requestApproval(
  database: Database,
  owner: Ownership,
  run: WatchedRun,
  request: ApprovalRequest,
  watchers: readonly RunWatcher[],
): Promise<ApprovalAnswer> {
  return await database.tenant(owner.tenant, async (tx) => {
    await ownedRow(tx, owner);
    const { answer, asked } = await askApproval(tx, owner.tenant, newId("apr", Date.now()), request);
    if (asked !== null) for (const watcher of watchers) await watcher.waiting(tx, run, { id: asked });
    return answer;
  });
}
