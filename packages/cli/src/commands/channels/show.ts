import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const channelsShowCommand = defineCommand({
  path: "agent channels show",
  group: "Server:",
  summary: "show a channel: its settings, the names of its secrets, the address for its sender",
  examples: [["sdetkit agent channels show team-slack", "what it starts, and where"]],
  configure: (command) => onServer(command.argument("<name>", "name of the channel")),
  run: async ([name], options, invocation) =>
    (await import("./channels.impl.ts")).channelsShow(name, options, invocation),
});
