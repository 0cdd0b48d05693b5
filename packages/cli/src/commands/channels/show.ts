import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const channelsShowCommand = defineCommand({
  path: "agent channels show",
  group: "Server:",
  summary: "show the settings, secret names, and sender address of a channel",
  examples: [["sdetkit agent channels show team-slack", "what it starts, and in which workspace"]],
  configure: (command) => onServer(command.argument("<name>", "name of the channel")),
  run: async ([name], options, invocation) =>
    (await import("./channels.impl.ts")).channelsShow(name, options, invocation),
});
