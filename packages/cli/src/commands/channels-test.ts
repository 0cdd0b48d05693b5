import { defineCommand } from "../command/command.ts";
import { onServer } from "../options/server-options.ts";

export const channelsTestCommand = defineCommand({
  path: "agent channels test",
  group: "Server:",
  summary: "check a channel's credentials with the vendor",
  examples: [["sdetkit agent channels test team-slack", "sends no message"]],
  configure: (command) => onServer(command.argument("<name>", "name of the channel")),
  run: async ([name], options, invocation) =>
    (await import("./channels/channels.impl.ts")).channelsTest(name, options, invocation),
});
