import { defineCommand } from "../command.ts";
import { onServer } from "./server-options.ts";

export const tokensRevokeCommand = defineCommand({
  path: "agent tokens revoke",
  group: "Server:",
  summary: "revoke a token: refused from the next request on",
  examples: [["sdetkit agent tokens revoke pipeline", "by name or id"]],
  configure: (command) =>
    onServer(command.argument("<token>", "name or id").option("--platform", "one of those who run the server")),
  run: async ([token], options, invocation) =>
    (await import("../bodies/server/tokens.ts")).tokensRevoke(token, options, invocation),
});
