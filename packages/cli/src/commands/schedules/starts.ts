import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const schedulesStartsCommand = defineCommand({
  path: "agent schedules starts",
  group: "Server:",
  summary: "show what each start of a schedule led to",
  examples: [["sdetkit agent schedules starts nightly", "started, skipped or refused, and why"]],
  configure: (command) => onServer(withLimit(command.argument("<schedule>", "name or id"))),
  run: async ([schedule], options, invocation) =>
    (await import("./schedules.impl.ts")).schedulesStarts(schedule, options, invocation),
});
