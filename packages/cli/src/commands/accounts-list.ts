import { defineCommand } from "../command.ts";
import { onServer, withLimit } from "./server-options.ts";

export const accountsListCommand = defineCommand({
  path: "agent accounts list",
  group: "Server:",
  summary: "list accounts, their roles, and who they are in chats",
  examples: [["sdetkit agent accounts list", "of your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) =>
    (await import("../bodies/server/accounts.ts")).accountsList(options, invocation),
});
