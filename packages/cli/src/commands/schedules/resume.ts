import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const schedulesResumeCommand = defineCommand({
  path: "agent schedules resume",
  group: "Server:",
  summary: "resume a paused schedule",
  examples: [["sdetkit agent schedules resume nightly", "by name or id"]],
  configure: (command) => onServer(command.argument("<schedule>", "name or id")),
  run: async ([schedule], options, invocation) =>
    (await import("./schedules.impl.ts")).schedulesSetPaused(schedule, false, options, invocation),
});
