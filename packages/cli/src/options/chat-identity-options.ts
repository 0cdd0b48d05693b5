import type { Command } from "@commander-js/extra-typings";
import { onServer } from "./server-options.ts";

/** What saying who an account is in a chat, and taking that back, both take. */
export const withChatIdentity = (command: Command) =>
  onServer(
    command
      .argument("<name>", "name of the account")
      .requiredOption("--channel <name>", "name of the channel")
      .requiredOption("--external <id>", "the person's id in that channel"),
  );
