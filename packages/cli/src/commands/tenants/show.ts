import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsShowCommand = defineCommand({
  path: "agent tenants show",
  group: "Server:",
  summary: "show a tenant and its quotas; for your own tenant, also the usage",
  examples: [
    ["sdetkit agent tenants show acme", "any tenant, as a platform administrator"],
    ["sdetkit agent tenants show", "your own tenant"],
  ],
  configure: (command) => onServer(command.argument("[tenant]", "name or id; your token's tenant if omitted")),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsShow(tenant, options, invocation),
});
