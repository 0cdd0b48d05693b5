import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const conversationsListCommand = defineCommand({
  path: "agent conversations list",
  group: "Server:",
  summary: "list chat conversations, newest first",
  examples: [
    ["sdetkit agent conversations list", "in your tenant"],
    ["sdetkit agent conversations list --channel team-slack", "in one chat"],
  ],
  configure: (command) => onServer(withLimit(command.option("--channel <name>", "only this channel"))),
  run: async (_args, options, invocation) =>
    (await import("./conversations.impl.ts")).conversationsList(options, invocation),
});
