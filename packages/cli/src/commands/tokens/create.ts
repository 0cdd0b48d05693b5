import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensCreateCommand = defineCommand({
  path: "agent tokens create",
  group: "Server:",
  summary: "make a token for an account; it is shown once",
  completes: { output: "files" },
  examples: [
    [
      "sdetkit agent tokens create pipeline --account ci --expires 90d --output ci.token",
      "with the rights of the account, into a file",
    ],
    ["sdetkit agent tokens create reader --account ci --scope runs:read,history:read", "with fewer"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "what it is for")
        .requiredOption("--account <name>", "whose token it is")
        .option("--scope <scopes>", "only these rights of the account: runs:read,runs:write", repeated)
        .option("--expires <when>", "90d, 2027-01-31 or never", "90d")
        .option("--platform", "for those who run the server")
        .option("--output <file>", "write the token into a new file instead of showing it"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./tokens.impl.ts")).tokensCreate(name, options, invocation),
});
