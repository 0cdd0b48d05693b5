import { defineCommand } from "../command.ts";
import { onServer, withLimit } from "./server-options.ts";

export const tenantsListCommand = defineCommand({
  path: "agent tenants list",
  group: "Server:",
  summary: "list the tenants of a server",
  examples: [["sdetkit agent tenants list", "with their state"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) =>
    (await import("../bodies/server/tenants.ts")).tenantsList(options, invocation),
});
