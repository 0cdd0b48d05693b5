import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const workspacesAddCommand = defineCommand({
  path: "agent workspaces add",
  group: "Server:",
  summary: "give a tenant a repository to work in",
  examples: [
    ["sdetkit agent workspaces add shop --url https://git.example.org/shop.git", "a git repository, mirrored"],
    [
      "sdetkit agent workspaces add shop --folder /srv/shop --tenant acme",
      "a folder of the server's machine, by those who run it",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "what it is called")
        .option("--url <url>", "a git repository on a host that the server allows")
        .option("--folder <dir>", "absolute path on the server's machine; with --tenant")
        .option("--ref <ref>", "branch or tag to follow")
        .option("--tenant <name>", "for this tenant: by those who run the server"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./workspaces.impl.ts")).workspacesAdd(name, options, invocation),
});
