import { defineCommand } from "../../command/command.ts";
import { withChatIdentity } from "../../options/chat-identity-options.ts";

export const accountsUnmapCommand = defineCommand({
  path: "agent accounts unmap",
  group: "Server:",
  summary: "take back who an account is in a chat",
  examples: [
    ["sdetkit agent accounts unmap maria --channel team-slack --external U0G9QF9C6", "counts from the next message on"],
  ],
  configure: withChatIdentity,
  run: async ([name], options, invocation) =>
    (await import("./accounts.impl.ts")).accountsUnmap(name, options, invocation),
});
