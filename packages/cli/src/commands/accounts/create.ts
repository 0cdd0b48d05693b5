import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";
import { ACCOUNT_ROLES } from "./account-roles.ts";

export const accountsCreateCommand = defineCommand({
  path: "agent accounts create",
  group: "Server:",
  summary: "create an account for a person or a service",
  completes: {
    role: ACCOUNT_ROLES,
    kind: ["person", "service"],
  },
  examples: [
    ["sdetkit agent accounts create ci --role operator --kind service", "for a pipeline"],
    ["sdetkit agent accounts create maria --role approver", "for a person"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "name shown in records and the audit log")
        .requiredOption("--role <role>", "viewer, operator, approver, template-owner, auditor, tenant-admin")
        .option("--kind <kind>", "person or service", "person"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./accounts.impl.ts")).accountsCreate(name, options, invocation),
});
