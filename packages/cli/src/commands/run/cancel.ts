import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const cancelCommand = defineCommand({
  path: "agent cancel",
  group: "Run:",
  summary: "cancel a run of a server: commands are ended, then steps that clean up run for 5 minutes at most",
  examples: [["sdetkit agent cancel r-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "one that is queued, running or waiting"]],
  configure: (command) => onServer(command.argument("<run>", "id of the run")),
  run: async ([run], options, invocation) => (await import("./run-remote.impl.ts")).cancel(run, options, invocation),
});
