import { defineCommand } from "../command.ts";
import { onServer } from "./server-options.ts";

export const schedulesRemoveCommand = defineCommand({
  path: "agent schedules remove",
  group: "Server:",
  summary: "remove a schedule",
  examples: [["sdetkit agent schedules remove nightly", "its runs stay in the history"]],
  configure: (command) => onServer(command.argument("<schedule>", "name or id")),
  run: async ([schedule], options, invocation) =>
    (await import("../bodies/server/schedules.ts")).schedulesRemove(schedule, options, invocation),
});
