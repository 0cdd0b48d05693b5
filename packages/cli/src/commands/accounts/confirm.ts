import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const accountsConfirmCommand = defineCommand({
  path: "agent accounts confirm",
  group: "Server:",
  summary: "confirm who you are in a chat, so that what you decide there counts",
  examples: [["sdetkit agent accounts confirm k7mw-9xq4-hdtz", "the code that the chat answers to `link`"]],
  configure: (command) => onServer(command.argument("<code>", "what the chat answered to `link`")),
  run: async ([code], options, invocation) =>
    (await import("./accounts.impl.ts")).accountsConfirm(code, options, invocation),
});
