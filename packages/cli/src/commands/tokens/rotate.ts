import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensRotateCommand = defineCommand({
  path: "agent tokens rotate",
  group: "Server:",
  summary: "replace a token with a new one that has the same scopes; the old one stays valid for a while",
  completes: { output: "files" },
  examples: [
    [
      "sdetkit agent tokens rotate pipeline --overlap 24h --output ci.token.new",
      "with a day to replace it where it is used",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<token>", "name or id")
        .option("--overlap <time>", "how long the old token stays valid: 0, 30m, 24h, 7d", "24h")
        .option("--output <file>", "write the token to a new file instead of printing it"),
    ),
  run: async ([token], options, invocation) =>
    (await import("./tokens.impl.ts")).tokensRotate(token, options, invocation),
});
