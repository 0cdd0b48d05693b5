import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensRotateCommand = defineCommand({
  path: "agent tokens rotate",
  group: "Server:",
  summary: "replace a token by a new one with the same rights; the old one goes on for a while",
  completes: { output: "files" },
  examples: [
    ["sdetkit agent tokens rotate pipeline --overlap 24h --output ci.token.new", "a day to change it where it is used"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<token>", "name or id")
        .option("--overlap <time>", "how long the old one goes on: 0, 30m, 24h, 7d", "24h")
        .option("--output <file>", "write the token into a new file instead of showing it"),
    ),
  run: async ([token], options, invocation) =>
    (await import("./tokens.impl.ts")).tokensRotate(token, options, invocation),
});
