import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const accountsListCommand = defineCommand({
  path: "agent accounts list",
  group: "Server:",
  summary: "list accounts, their roles, and who they are in chats",
  examples: [["sdetkit agent accounts list", "of your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./accounts.impl.ts")).accountsList(options, invocation),
});
