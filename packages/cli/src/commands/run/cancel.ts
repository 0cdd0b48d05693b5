import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const cancelCommand = defineCommand({
  path: "agent cancel",
  group: "Run:",
  summary: "cancel a run on a server: stop its commands, then run its cleanup steps for at most 5 minutes",
  examples: [["sdetkit agent cancel r-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "a queued, running, or waiting run"]],
  configure: (command) => onServer(command.argument("<run>", "id of the run")),
  run: async ([run], options, invocation) => (await import("./run-remote.impl.ts")).cancel(run, options, invocation),
});
