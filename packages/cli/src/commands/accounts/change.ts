import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";
import { ACCOUNT_ROLES } from "./account-roles.ts";

export const accountsChangeCommand = defineCommand({
  path: "agent accounts change",
  group: "Server:",
  summary: "change an account's role, or disable it",
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
        .option("--role <role>", "its new role")
        .option("--disable", "refuse it")
        .option("--enable", "let it in again"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./accounts.impl.ts")).accountsChange(name, options, invocation),
});
