import { defineCommand } from "../command.ts";
import { onServer } from "./server-options.ts";

export const channelsTestCommand = defineCommand({
  path: "agent channels test",
  group: "Server:",
  summary: "ask the vendor whether a channel's credentials work",
  examples: [["sdetkit agent channels test team-slack", "sends nothing to anybody"]],
  configure: (command) => onServer(command.argument("<name>", "name of the channel")),
  run: async ([name], options, invocation) =>
    (await import("../bodies/server/channels.ts")).channelsTest(name, options, invocation),
});
