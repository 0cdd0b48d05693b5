import { defineCommand } from "../command.ts";
import { onServer } from "./server-options.ts";

export const accountsMapCommand = defineCommand({
  path: "agent accounts map",
  group: "Server:",
  summary: "say who an account is in a chat, so that it can ask and approve there",
  examples: [
    [
      "sdetkit agent accounts map maria --channel team-slack --external U0G9QF9C6",
      "by the id that the chat gives people",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "name of the account")
        .requiredOption("--channel <name>", "name of the channel")
        .requiredOption("--external <id>", "the person's id there"),
    ),
  run: async ([name], options, invocation) =>
    (await import("../bodies/server/accounts.ts")).accountsMap(name, options, invocation),
});
