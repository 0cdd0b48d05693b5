import { defineCommand } from "../../command/command.ts";
import { withRange } from "../../options/range-options.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const dashboardBuildCommand = defineCommand({
  path: "agent dashboard build",
  group: "Look:",
  summary: "build a dashboard from the history: json, md, html, or csv",
  completes: { format: ["html", "md", "json", "csv"], output: "files" },
  examples: [
    ["sdetkit agent dashboard build --format html", "a single file that opens in any browser"],
    ["sdetkit agent dashboard build --format md --since 30d --output report.md", "the last month, for a wiki"],
  ],
  configure: (command) =>
    withServer(
      withRange(command)
        .option("--format <format>", "json, md, html or csv", "html")
        .option("--output <file>", "file to write to, replaced if it exists; - for standard output"),
    ),
  run: async (_args, options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./build.impl.ts")).dashboardBuild(options, invocation)
      : (await import("./build-remote.impl.ts")).dashboardBuildRemote(options, invocation),
});
