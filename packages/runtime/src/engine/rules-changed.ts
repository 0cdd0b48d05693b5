import type { RunRecord } from "@sdetkit/core";
import { RULES_VERSION } from "../audit/registry.ts";
import { rulesVersionOf } from "../audit/rules-version-of.ts";
import type { BlobStore } from "../history/types.ts";

/** Whether an audit of a recorded run was made by other rules than today's: its reports name them, and lie among the blobs. */
export async function rulesChanged({ steps }: RunRecord, blobs: Pick<BlobStore, "get">): Promise<boolean> {
  for (const { action, artifacts } of steps) {
    if (action !== "repo.audit") continue;
    for (const { sha256 } of artifacts) {
      const report = sha256 && (await blobs.get(sha256).catch(() => null));
      const version = report && rulesVersionOf(report);
      if (version !== null && version !== RULES_VERSION) return true;
    }
  }
  return false;
}
