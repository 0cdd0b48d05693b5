import { defineCommand } from "../command/command.ts";
import { onServer } from "../options/server-options.ts";

export const channelsTestCommand = defineCommand({
  path: "agent channels test",
  group: "Server:",
  summary: "ask the vendor whether a channel's credentials work",
  examples: [["sdetkit agent channels test team-slack", "sends nothing to anybody"]],
  configure: (command) => onServer(command.argument("<name>", "name of the channel")),
  run: async ([name], options, invocation) =>
    (await import("./channels/channels.impl.ts")).channelsTest(name, options, invocation),
});
