import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const accountsConfirmCommand = defineCommand({
  path: "agent accounts confirm",
  group: "Server:",
  summary: "confirm your identity in a chat so that your decisions there count",
  examples: [["sdetkit agent accounts confirm k7mw-9xq4-hdtz", "with the code that the chat replied to `link`"]],
  configure: (command) => onServer(command.argument("<code>", "code that the chat replied to `link`")),
  run: async ([code], options, invocation) =>
    (await import("./accounts.impl.ts")).accountsConfirm(code, options, invocation),
});
