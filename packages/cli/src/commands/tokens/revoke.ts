import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensRevokeCommand = defineCommand({
  path: "agent tokens revoke",
  group: "Server:",
  summary: "revoke a token, effective with the next request",
  examples: [["sdetkit agent tokens revoke pipeline", "by name or id"]],
  configure: (command) =>
    onServer(
      command.argument("<token>", "name or id").option("--platform", "a token of the platform instead of a tenant"),
    ),
  run: async ([token], options, invocation) =>
    (await import("./tokens.impl.ts")).tokensRevoke(token, options, invocation),
});
