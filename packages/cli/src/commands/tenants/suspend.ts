import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsSuspendCommand = defineCommand({
  path: "agent tenants suspend",
  group: "Server:",
  summary: "suspend a tenant: its tokens are refused, its queue waits, running runs finish",
  examples: [["sdetkit agent tenants suspend acme", "at once, on every replica"]],
  configure: (command) => onServer(command.argument("<tenant>", "name or id")),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsSetState(tenant, "suspended", options, invocation),
});
