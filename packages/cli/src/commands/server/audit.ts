import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const auditCommand = defineCommand({
  path: "agent audit",
  group: "Serve:",
  summary: "list administrative actions on a server, newest first",
  examples: [
    ["sdetkit agent audit --limit 20", "in your tenant"],
    ["sdetkit agent audit --platform", "by the platform's administrators"],
  ],
  configure: (command) => onServer(withLimit(command.option("--platform", "for the platform instead of a tenant"))),
  run: async (_args, options, invocation) => (await import("./audit.impl.ts")).audit(options, invocation),
});
