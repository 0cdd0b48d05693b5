import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const workspacesRemoveCommand = defineCommand({
  path: "agent workspaces remove",
  group: "Server:",
  summary: "remove a workspace; keep its runs in the history",
  examples: [["sdetkit agent workspaces remove shop", "deletes a mirror, but never a folder"]],
  configure: (command) => onServer(command.argument("<name>", "name of the workspace")),
  run: async ([name], options, invocation) =>
    (await import("./workspaces.impl.ts")).workspacesRemove(name, options, invocation),
});
