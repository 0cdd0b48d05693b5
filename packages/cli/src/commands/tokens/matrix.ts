import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tokensMatrixCommand = defineCommand({
  path: "agent tokens matrix",
  group: "Server:",
  summary: "write who may do what as a document: md, csv or json",
  completes: { format: ["md", "csv", "json"], output: "files" },
  examples: [["sdetkit agent tokens matrix --format csv --output tokens.csv", "to hand over"]],
  configure: (command) =>
    onServer(
      command
        .option("--format <format>", "md, csv or json", "md")
        .option("--output <file>", "write to a file instead of standard output"),
    ),
  run: async (_args, options, invocation) => (await import("./tokens.impl.ts")).tokensMatrix(options, invocation),
});
