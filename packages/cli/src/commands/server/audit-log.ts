import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const auditLogCommand = defineCommand({
  path: "agent audit-log",
  group: "Serve:",
  summary: "list administrative actions on a server, newest first",
  examples: [
    ["sdetkit agent audit-log --limit 20", "in your tenant"],
    ["sdetkit agent audit-log --platform", "by the platform's administrators"],
  ],
  configure: (command) => onServer(withLimit(command.option("--platform", "for the platform instead of a tenant"))),
  run: async (_args, options, invocation) => (await import("./audit-log.impl.ts")).auditLog(options, invocation),
});
