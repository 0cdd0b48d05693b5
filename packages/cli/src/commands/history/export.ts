import { defineCommand } from "../../command/command.ts";
import { withRange } from "../../options/range-options.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const historyExportCommand = defineCommand({
  path: "agent history export",
  group: "Prove:",
  summary: "export the list of runs for spreadsheets and other programs",
  completes: { format: ["csv"], output: "files" },
  examples: [["sdetkit agent history export --format csv --output runs.csv", "all runs, oldest first"]],
  configure: (command) =>
    withServer(
      withRange(command)
        .option("--format <format>", "csv", "csv")
        .option("--output <file>", "write to this file instead of standard output; replaced if it exists"),
    ),
  run: async (_args, options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./export.impl.ts")).historyExport(options, invocation)
      : (await import("./history-remote.impl.ts")).historyExportRemote(options, invocation),
});
