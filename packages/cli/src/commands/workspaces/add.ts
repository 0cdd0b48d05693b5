import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const workspacesAddCommand = defineCommand({
  path: "agent workspaces add",
  group: "Server:",
  summary: "add a repository for a tenant to work in",
  examples: [
    ["sdetkit agent workspaces add shop --url https://git.example.org/shop.git", "a git repository, mirrored"],
    [
      "sdetkit agent workspaces add shop --folder /srv/shop --tenant acme",
      "a folder on the server's machine, as a platform administrator",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "a name for it")
        .option("--url <url>", "git repository on a host that the server allows")
        .option("--folder <dir>", "absolute path on the server's machine; requires --tenant")
        .option("--ref <ref>", "branch or tag to follow")
        .option("--tenant <name>", "tenant to add it for; platform administrators only"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./workspaces.impl.ts")).workspacesAdd(name, options, invocation),
});
