import { defineCommand } from "../command.ts";
import { onServer } from "./server-options.ts";

export const schedulesPauseCommand = defineCommand({
  path: "agent schedules pause",
  group: "Server:",
  summary: "let a schedule start nothing",
  examples: [["sdetkit agent schedules pause nightly", "by name or id"]],
  configure: (command) => onServer(command.argument("<schedule>", "name or id")),
  run: async ([schedule], options, invocation) =>
    (await import("../bodies/server/schedules.ts")).schedulesSetPaused(schedule, true, options, invocation),
});
