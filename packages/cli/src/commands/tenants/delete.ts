import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsDeleteCommand = defineCommand({
  path: "agent tenants delete",
  group: "Server:",
  summary: "delete a tenant with everything of it; export it first",
  examples: [["sdetkit agent tenants delete acme", "asks before it does; --yes does not"]],
  configure: (command) => onServer(command.argument("<tenant>", "name or id").option("--yes", "do not ask")),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsDelete(tenant, options, invocation),
});
