import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const schedulesRemoveCommand = defineCommand({
  path: "agent schedules remove",
  group: "Server:",
  summary: "remove a schedule",
  examples: [["sdetkit agent schedules remove nightly", "its runs stay in the history"]],
  configure: (command) => onServer(command.argument("<schedule>", "name or id")),
  run: async ([schedule], options, invocation) =>
    (await import("./schedules.impl.ts")).schedulesRemove(schedule, options, invocation),
});
