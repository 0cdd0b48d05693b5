import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensClaimCommand = defineCommand({
  path: "agent tokens claim",
  group: "Server:",
  summary: "take over the token that you were given: a new secret that nobody else has seen",
  completes: { output: "files", holderFile: "files" },
  examples: [
    ["sdetkit agent tokens claim --token-file given.token --output own.token", "the given one stops working at once"],
    [
      "sdetkit agent tokens claim --token-file second.token --holder-file own.token --output own-2.token",
      "another one of an account that is yours already",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .option(
          "--holder-file <file>",
          "a token of the same account that you have taken over before, also an expired one",
        )
        .option("--output <file>", "write the token into a new file instead of showing it"),
    ),
  run: async (_, options, invocation) => (await import("./tokens.impl.ts")).tokensClaim(options, invocation),
});
