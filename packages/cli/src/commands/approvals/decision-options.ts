import type { Command } from "@commander-js/extra-typings";
import { onServer } from "../../options/server-options.ts";

/** What saying yes and saying no to an approval both take. */
export const withDecision = (command: Command) =>
  onServer(
    command
      .argument("<approval>", "id of the approval, or of a run to decide its pending approvals")
      .option("--why <text>", "reason to record with the decision")
      .option("--digest <sha256>", "decide only if the approval has this digest"),
  );
