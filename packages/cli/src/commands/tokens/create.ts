import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensCreateCommand = defineCommand({
  path: "agent tokens create",
  group: "Server:",
  summary: "create a token for an account; the token is shown once",
  completes: { output: "files" },
  examples: [
    [
      "sdetkit agent tokens create pipeline --account ci --expires 90d --output ci.token",
      "with all scopes of the account, written to a file",
    ],
    ["sdetkit agent tokens create reader --account ci --scope runs:read,history:read", "with fewer scopes"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "name that says what the token is for")
        .requiredOption("--account <name>", "account that the token belongs to")
        .option("--scope <scopes>", "limit the token to these scopes: runs:read,runs:write", repeated)
        .option("--expires <when>", "90d, 2027-01-31 or never", "90d")
        .option("--platform", "for the platform instead of a tenant")
        .option("--output <file>", "write the token to a new file instead of printing it"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./tokens.impl.ts")).tokensCreate(name, options, invocation),
});
