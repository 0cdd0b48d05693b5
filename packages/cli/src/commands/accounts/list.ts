import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const accountsListCommand = defineCommand({
  path: "agent accounts list",
  group: "Server:",
  summary: "list accounts with their roles and chat identities",
  examples: [["sdetkit agent accounts list", "in your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./accounts.impl.ts")).accountsList(options, invocation),
});
