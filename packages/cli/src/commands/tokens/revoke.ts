import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensRevokeCommand = defineCommand({
  path: "agent tokens revoke",
  group: "Server:",
  summary: "revoke a token: refused from the next request on",
  examples: [["sdetkit agent tokens revoke pipeline", "by name or id"]],
  configure: (command) =>
    onServer(command.argument("<token>", "name or id").option("--platform", "one of those who run the server")),
  run: async ([token], options, invocation) =>
    (await import("./tokens.impl.ts")).tokensRevoke(token, options, invocation),
});
