import { defineCommand } from "../command.ts";

export const templatesListCommand = defineCommand({
  path: "agent templates list",
  group: "Look:",
  summary: "list every template and where it comes from",
  examples: [["sdetkit agent templates list", "the workspace's and the built-in ones"]],
  configure: (command) => command,
  run: async (_args, _options, invocation) => (await import("../bodies/templates-list.ts")).templatesList(invocation),
});
