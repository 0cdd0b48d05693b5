import { defineCommand } from "../command.ts";

export const templatesShowCommand = defineCommand({
  path: "agent templates show",
  group: "Look:",
  summary: "show what a template is, what it asks for, what it may do, and its source",
  completes: { id: "templates" },
  examples: [["sdetkit agent templates show repo-health-audit", "all of one template"]],
  configure: (command) => command.argument("<id>", "id of the template"),
  run: async ([id], _options, invocation) =>
    (await import("../bodies/templates-show.ts")).templatesShow(id, invocation),
});
