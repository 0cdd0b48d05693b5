import { defineCommand } from "../../command/command.ts";

export const templatesValidateCommand = defineCommand({
  path: "agent templates validate",
  group: "Look:",
  summary: "check templates and show everything that is wrong with them, with its place",
  completes: { template: "templates-or-files" },
  examples: [
    ["sdetkit agent templates validate", "every template, built in or from the workspace"],
    ["sdetkit agent templates validate my-audit.yaml", "a file, wherever it lies"],
    ["sdetkit agent templates validate repo-health-audit", "a template by its id"],
  ],
  configure: (command) =>
    command
      .argument("[template...]", "files or ids; without any, all are checked")
      .option("--all", "every template there is, as without a name"),
  run: async ([names], { all }, invocation) =>
    (await import("./validate.impl.ts")).templatesValidate(names, all === true, invocation),
});
