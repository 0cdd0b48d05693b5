import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const tenantsExportCommand = defineCommand({
  path: "agent tenants export",
  group: "Server:",
  summary: "export all data of a tenant as a tar archive that this CLI verifies and replays without the server",
  completes: { output: "files" },
  examples: [
    ["sdetkit agent tenants export acme --output acme.tar", "any tenant, as a platform administrator"],
    ["sdetkit agent tenants export", "your own tenant"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("[tenant]", "name or id; your token's tenant if omitted")
        .option("--output <file>", "new file to write to (TENANT.tar)"),
    ),
  run: async ([tenant], options, invocation) =>
    (await import("./export.impl.ts")).tenantsExport(tenant, options, invocation),
});
