import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const auditCommand = defineCommand({
  path: "agent audit",
  group: "Serve:",
  summary: "list what those with power over others did on a server, newest first",
  examples: [
    ["sdetkit agent audit --limit 20", "in your tenant"],
    ["sdetkit agent audit --platform", "by those who run the server"],
  ],
  configure: (command) => onServer(withLimit(command.option("--platform", "of those who run the server"))),
  run: async (_args, options, invocation) => (await import("./audit.impl.ts")).audit(options, invocation),
});
