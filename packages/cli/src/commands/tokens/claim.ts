import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensClaimCommand = defineCommand({
  path: "agent tokens claim",
  group: "Server:",
  summary: "replace the token that you were given with one that nobody else has seen",
  completes: { output: "files", holderFile: "files" },
  examples: [
    ["sdetkit agent tokens claim --token-file given.token --output own.token", "the given token stops working at once"],
    [
      "sdetkit agent tokens claim --token-file second.token --holder-file own.token --output own-2.token",
      "another token of an account that you have already claimed",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .option("--holder-file <file>", "a token of the same account that you claimed before; may have expired")
        .option("--output <file>", "write the token to a new file instead of printing it"),
    ),
  run: async (_, options, invocation) => (await import("./tokens.impl.ts")).tokensClaim(options, invocation),
});
