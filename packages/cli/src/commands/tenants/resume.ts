import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsResumeCommand = defineCommand({
  path: "agent tenants resume",
  group: "Server:",
  summary: "resume a suspended tenant",
  examples: [["sdetkit agent tenants resume acme", "its queue continues where it stopped"]],
  configure: (command) => onServer(command.argument("<tenant>", "name or id")),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsSetState(tenant, "active", options, invocation),
});
