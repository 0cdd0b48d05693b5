import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const tokensListCommand = defineCommand({
  path: "agent tokens list",
  group: "Server:",
  summary: "list tokens with account, expiry, and last use; never the token itself",
  examples: [["sdetkit agent tokens list", "in your tenant"]],
  configure: (command) => onServer(withLimit(command.option("--platform", "for the platform instead of a tenant"))),
  run: async (_args, options, invocation) => (await import("./tokens.impl.ts")).tokensList(options, invocation),
});
