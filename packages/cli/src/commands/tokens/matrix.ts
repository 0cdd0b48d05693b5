import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensMatrixCommand = defineCommand({
  path: "agent tokens matrix",
  group: "Server:",
  summary: "export the permissions of every account and token: md, csv, or json",
  completes: { format: ["md", "csv", "json"], output: "files" },
  examples: [["sdetkit agent tokens matrix --format csv --output tokens.csv", "for an auditor"]],
  configure: (command) =>
    onServer(
      command
        .option("--format <format>", "md, csv or json", "md")
        .option("--output <file>", "write to this file instead of standard output; replaced if it exists"),
    ),
  run: async (_args, options, invocation) => (await import("./tokens.impl.ts")).tokensMatrix(options, invocation),
});
