import { defineCommand } from "../../command/command.ts";
import { withChatIdentity } from "../../options/chat-identity-options.ts";

export const accountsMapCommand = defineCommand({
  path: "agent accounts map",
  group: "Server:",
  summary: "map an account to a chat identity so that it can start and approve runs there",
  examples: [
    ["sdetkit agent accounts map maria --channel team-slack --external U0G9QF9C6", "by the id that the chat assigns"],
  ],
  configure: withChatIdentity,
  run: async ([name], options, invocation) =>
    (await import("./accounts.impl.ts")).accountsMap(name, options, invocation),
});
