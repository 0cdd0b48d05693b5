import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const artifactsCommand = defineCommand({
  path: "agent artifacts",
  group: "Run:",
  summary: "download the artifacts of a run on a server and check each against its digest",
  completes: { output: "folders" },
  examples: [
    [
      "sdetkit agent artifacts r-01JD2Q7M4T8B5V6N9C3X1Z0K2A --output evidence",
      "into a folder, which is created if missing",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<run>", "run id, record hash, or `last`")
        .option("--output <folder>", "folder to write new files to (default: named after the run)"),
    ),
  run: async ([run], options, invocation) => (await import("./artifacts.impl.ts")).artifacts(run, options, invocation),
});
