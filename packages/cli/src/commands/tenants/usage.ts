import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const tenantsUsageCommand = defineCommand({
  path: "agent tenants usage",
  group: "Server:",
  summary: "list how much of its quotas each tenant uses",
  examples: [["sdetkit agent tenants usage", "counts of runs, storage, deliveries, schedules; never their content"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./usage.impl.ts")).tenantsUsage(options, invocation),
});
