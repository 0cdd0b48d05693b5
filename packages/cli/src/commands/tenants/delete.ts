import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsDeleteCommand = defineCommand({
  path: "agent tenants delete",
  group: "Server:",
  summary: "delete a tenant and all of its data; export it first",
  examples: [["sdetkit agent tenants delete acme", "asks for confirmation; --yes skips it"]],
  configure: (command) => onServer(command.argument("<tenant>", "name or id").option("--yes", "skip the confirmation")),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsDelete(tenant, options, invocation),
});
