import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";
import { onServer } from "../../options/server-options.ts";
import { QUOTAS } from "../quotas.ts";

export const tenantsChangeCommand = defineCommand({
  path: "agent tenants change",
  group: "Server:",
  summary: "change the policy or the quotas of a tenant",
  completes: { policy: "files" },
  examples: [
    ["sdetkit agent tenants change --policy acme.yaml", "the policy, as the tenant's administrator"],
    ["sdetkit agent tenants change acme --quota runs-per-day=500", "quotas, as a platform administrator"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("[tenant]", "name or id; your token's tenant if omitted")
        .option("--policy <file>", "policy for the tenant's runs: a config.yaml as written by `agent init`")
        .option("--quota <name=count>", QUOTAS.join(", "), repeated),
    ),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsChange(tenant, options, invocation),
});
