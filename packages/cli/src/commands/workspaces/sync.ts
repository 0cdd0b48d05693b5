import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const workspacesSyncCommand = defineCommand({
  path: "agent workspaces sync",
  group: "Server:",
  summary: "fetch the latest commit of a workspace now",
  examples: [["sdetkit agent workspaces sync shop", "fetch, and print the commit"]],
  configure: (command) => onServer(command.argument("<name>", "name of the workspace")),
  run: async ([name], options, invocation) =>
    (await import("./workspaces.impl.ts")).workspacesSync(name, options, invocation),
});
