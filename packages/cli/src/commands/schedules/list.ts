import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const schedulesListCommand = defineCommand({
  path: "agent schedules list",
  group: "Server:",
  summary: "list schedules with their next start times",
  examples: [["sdetkit agent schedules list", "in your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./schedules.impl.ts")).schedulesList(options, invocation),
});
