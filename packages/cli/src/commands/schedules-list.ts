import { defineCommand } from "../command.ts";
import { onServer, withLimit } from "./server-options.ts";

export const schedulesListCommand = defineCommand({
  path: "agent schedules list",
  group: "Server:",
  summary: "list schedules and when they are due",
  examples: [["sdetkit agent schedules list", "of your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) =>
    (await import("../bodies/server/schedules.ts")).schedulesList(options, invocation),
});
