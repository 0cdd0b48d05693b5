import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsExportCommand = defineCommand({
  path: "agent tenants export",
  group: "Server:",
  summary: "write everything of a tenant into a tar that this CLI verifies and replays without the server",
  completes: { output: "files" },
  examples: [
    ["sdetkit agent tenants export acme --output acme.tar", "any, for those who run the server"],
    ["sdetkit agent tenants export", "the one that your token is of"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("[tenant]", "name or id; without it, that of your token")
        .option("--output <file>", "where to write (TENANT.tar)"),
    ),
  run: async ([tenant], options, invocation) =>
    (await import("./export.impl.ts")).tenantsExport(tenant, options, invocation),
});
