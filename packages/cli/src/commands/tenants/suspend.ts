import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsSuspendCommand = defineCommand({
  path: "agent tenants suspend",
  group: "Server:",
  summary: "suspend a tenant: refuse its tokens, hold its queue, let running runs finish",
  examples: [["sdetkit agent tenants suspend acme", "takes effect at once, on every replica"]],
  configure: (command) => onServer(command.argument("<tenant>", "name or id")),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsSetState(tenant, "suspended", options, invocation),
});
