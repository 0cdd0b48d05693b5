import { defineCommand } from "../../command/command.ts";
import { withChatIdentity } from "../../options/chat-identity-options.ts";

export const accountsUnmapCommand = defineCommand({
  path: "agent accounts unmap",
  group: "Server:",
  summary: "remove the chat identity of an account",
  examples: [
    [
      "sdetkit agent accounts unmap maria --channel team-slack --external U0G9QF9C6",
      "takes effect with the next message",
    ],
  ],
  configure: withChatIdentity,
  run: async ([name], options, invocation) =>
    (await import("./accounts.impl.ts")).accountsUnmap(name, options, invocation),
});
