import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const channelsListCommand = defineCommand({
  path: "agent channels list",
  group: "Server:",
  summary: "list channels with the paths that their senders use",
  examples: [["sdetkit agent channels list", "in your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./channels.impl.ts")).channelsList(options, invocation),
});
