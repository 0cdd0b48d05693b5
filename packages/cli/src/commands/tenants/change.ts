import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";
import { onServer } from "../../options/server-options.ts";
import { QUOTAS } from "../quotas.ts";

export const tenantsChangeCommand = defineCommand({
  path: "agent tenants change",
  group: "Server:",
  summary: "change what a tenant's runs may do, or how much of everything it may use",
  completes: { policy: "files" },
  examples: [
    ["sdetkit agent tenants change --policy acme.yaml", "the policy, by the tenant's own admin"],
    ["sdetkit agent tenants change acme --quota runs-per-day=500", "quotas, by those who run the server"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("[tenant]", "name or id; without it, that of your token")
        .option("--policy <file>", "what its runs may do: a config.yaml as `agent init` writes it")
        .option("--quota <name=count>", QUOTAS.join(", "), repeated),
    ),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsChange(tenant, options, invocation),
});
