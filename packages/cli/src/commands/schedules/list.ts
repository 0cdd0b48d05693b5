import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const schedulesListCommand = defineCommand({
  path: "agent schedules list",
  group: "Server:",
  summary: "list schedules and when they are due",
  examples: [["sdetkit agent schedules list", "of your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./schedules.impl.ts")).schedulesList(options, invocation),
});
