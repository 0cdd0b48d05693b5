import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const schedulesPauseCommand = defineCommand({
  path: "agent schedules pause",
  group: "Server:",
  summary: "pause a schedule",
  examples: [["sdetkit agent schedules pause nightly", "by name or id"]],
  configure: (command) => onServer(command.argument("<schedule>", "name or id")),
  run: async ([schedule], options, invocation) =>
    (await import("./schedules.impl.ts")).schedulesSetPaused(schedule, true, options, invocation),
});
