import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";
import { ACCOUNT_ROLES } from "./account-roles.ts";

export const accountsChangeCommand = defineCommand({
  path: "agent accounts change",
  group: "Server:",
  summary: "change the role of an account, or disable it",
  completes: {
    role: ACCOUNT_ROLES,
  },
  examples: [
    ["sdetkit agent accounts change maria --role operator", "another role"],
    ["sdetkit agent accounts change maria --disable", "its tokens and chats are refused at once"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "name of the account")
        .option("--role <role>", "the new role")
        .option("--disable", "refuse the account's tokens and chats")
        .option("--enable", "enable the account again"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./accounts.impl.ts")).accountsChange(name, options, invocation),
});
