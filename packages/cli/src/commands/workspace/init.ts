import { defineCommand } from "../../command/command.ts";

export const initCommand = defineCommand({
  path: "agent init",
  group: "Set up:",
  summary: "make a workspace of this repository: write .sdetkit/ with a commented config.yaml",
  examples: [
    ["sdetkit agent init", "in the repository you stand in"],
    ["sdetkit agent init -C ../service", "in another one"],
  ],
  configure: (command) => command,
  run: async (_args, _options, invocation) => (await import("./init.impl.ts")).init(invocation),
});
