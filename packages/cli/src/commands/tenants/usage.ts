import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const tenantsUsageCommand = defineCommand({
  path: "agent tenants usage",
  group: "Server:",
  summary: "list what each tenant of a server uses of its quotas",
  examples: [["sdetkit agent tenants usage", "runs, storage, deliveries, schedules; nothing of what is in them"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./usage.impl.ts")).tenantsUsage(options, invocation),
});
