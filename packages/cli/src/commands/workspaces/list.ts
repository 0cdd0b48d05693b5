import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const workspacesListCommand = defineCommand({
  path: "agent workspaces list",
  group: "Server:",
  summary: "list workspaces with their current commit",
  examples: [["sdetkit agent workspaces list", "in your tenant"]],
  configure: (command) => onServer(withLimit(command)),
  run: async (_args, options, invocation) => (await import("./workspaces.impl.ts")).workspacesList(options, invocation),
});
