import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const channelsRemoveCommand = defineCommand({
  path: "agent channels remove",
  group: "Server:",
  summary: "remove a channel and its secrets",
  examples: [["sdetkit agent channels remove team-slack", "its endpoint is closed at once"]],
  configure: (command) => onServer(command.argument("<name>", "name of the channel")),
  run: async ([name], options, invocation) =>
    (await import("./channels.impl.ts")).channelsRemove(name, options, invocation),
});
