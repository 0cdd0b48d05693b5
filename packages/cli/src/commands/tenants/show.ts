import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsShowCommand = defineCommand({
  path: "agent tenants show",
  group: "Server:",
  summary: "show a tenant, its quotas, and of your own what is used of them",
  examples: [
    ["sdetkit agent tenants show acme", "any, for those who run the server"],
    ["sdetkit agent tenants show", "the one that your token is of"],
  ],
  configure: (command) => onServer(command.argument("[tenant]", "name or id; without it, that of your token")),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsShow(tenant, options, invocation),
});
