import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsResumeCommand = defineCommand({
  path: "agent tenants resume",
  group: "Server:",
  summary: "let a suspended tenant go on",
  examples: [["sdetkit agent tenants resume acme", "its queue goes on where it stood"]],
  configure: (command) => onServer(command.argument("<tenant>", "name or id")),
  run: async ([tenant], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsSetState(tenant, "active", options, invocation),
});
