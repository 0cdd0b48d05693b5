import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const tenantsListCommand = defineCommand({
  path: "agent tenants list",
  group: "Server:",
  summary: "list the tenants of a server",
  examples: [["sdetkit agent tenants list", "with their state"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./tenants.impl.ts")).tenantsList(options, invocation),
});
