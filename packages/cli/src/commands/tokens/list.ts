import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const tokensListCommand = defineCommand({
  path: "agent tokens list",
  group: "Server:",
  summary: "list tokens: whose, until when, when they were last used; never their text",
  examples: [["sdetkit agent tokens list", "of your tenant"]],
  configure: (command) => onServer(withLimit(command.option("--platform", "of those who run the server"))),
  run: async (_args, options, invocation) => (await import("./tokens.impl.ts")).tokensList(options, invocation),
});
