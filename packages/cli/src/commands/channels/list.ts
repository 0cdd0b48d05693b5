import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const channelsListCommand = defineCommand({
  path: "agent channels list",
  group: "Server:",
  summary: "list channels and the paths to give to their senders",
  examples: [["sdetkit agent channels list", "of your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./channels.impl.ts")).channelsList(options, invocation),
});
