import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const workspacesSyncCommand = defineCommand({
  path: "agent workspaces sync",
  group: "Server:",
  summary: "bring a workspace up to date now",
  examples: [["sdetkit agent workspaces sync shop", "fetch, and say at which commit it is"]],
  configure: (command) => onServer(command.argument("<name>", "name of the workspace")),
  run: async ([name], options, invocation) =>
    (await import("./workspaces.impl.ts")).workspacesSync(name, options, invocation),
});
