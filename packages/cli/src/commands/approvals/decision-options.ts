import type { Command } from "@commander-js/extra-typings";
import { onServer } from "../../options/server-options.ts";

/** What saying yes and saying no to an approval both take. */
export const withDecision = (command: Command) =>
  onServer(
    command
      .argument("<approval>", "id of the approval, or of a run: what waits there")
      .option("--why <text>", "what the record says about it")
      .option("--digest <sha256>", "decide only if it is about exactly this"),
  );
