import { defineCommand } from "../../command/command.ts";

export const initCommand = defineCommand({
  path: "agent init",
  group: "Set up:",
  summary: "make this repository a workspace: write .sdetkit/ with a commented config.yaml",
  examples: [
    ["sdetkit agent init", "in the current repository"],
    ["sdetkit agent init -C ../service", "in another repository"],
  ],
  configure: (command) => command,
  run: async (_args, _options, invocation) => (await import("./init.impl.ts")).init(invocation),
});
