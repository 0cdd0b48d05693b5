import { defineCommand } from "../../command/command.ts";

export const templatesValidateCommand = defineCommand({
  path: "agent templates validate",
  group: "Look:",
  summary: "validate templates and show every problem with its file and line",
  completes: { template: "templates-or-files" },
  examples: [
    ["sdetkit agent templates validate", "all templates, built-in and the workspace's own"],
    ["sdetkit agent templates validate my-audit.yaml", "a file anywhere"],
    ["sdetkit agent templates validate repo-health-audit", "a template by its id"],
  ],
  configure: (command) =>
    command
      .argument("[template...]", "files or ids; all templates if omitted")
      .option("--all", "validate all templates, as if no name is given"),
  run: async ([names], { all }, invocation) =>
    (await import("./validate.impl.ts")).templatesValidate(names, all === true, invocation),
});
