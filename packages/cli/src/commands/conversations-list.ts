import { defineCommand } from "../command.ts";
import { onServer, withLimit } from "./server-options.ts";

export const conversationsListCommand = defineCommand({
  path: "agent conversations list",
  group: "Server:",
  summary: "list conversations in chats",
  examples: [["sdetkit agent conversations list", "of your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) =>
    (await import("../bodies/server/conversations.ts")).conversationsList(options, invocation),
});
