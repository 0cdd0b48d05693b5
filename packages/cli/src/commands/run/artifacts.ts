import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const artifactsCommand = defineCommand({
  path: "agent artifacts",
  group: "Run:",
  summary: "bring the artifacts of a server's run here, each checked against its digest",
  completes: { output: "folders" },
  examples: [
    [
      "sdetkit agent artifacts r-01JD2Q7M4T8B5V6N9C3X1Z0K2A --output evidence",
      "into a folder, which is made when missing",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<run>", "id of the run, hash of its record, or last")
        .option("--output <folder>", "where to (a folder named like the run)"),
    ),
  run: async ([run], options, invocation) => (await import("./artifacts.impl.ts")).artifacts(run, options, invocation),
});
