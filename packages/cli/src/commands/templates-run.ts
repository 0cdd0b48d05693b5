import { defineCommand } from "../command.ts";
import { withApproval, withInputs } from "./run-options.ts";

export const templatesRunCommand = defineCommand({
  path: "agent templates run",
  group: "Run:",
  summary: "run a template",
  completes: { id: "templates", "input-file": "files" },
  examples: [
    ["sdetkit agent templates run repo-health-audit", "with its defaults"],
    ["sdetkit agent templates run repo-health-audit --set profile=strict --json", "with an input, for a script"],
  ],
  configure: (command) =>
    withApproval(withInputs(command.argument("<id>", "id of the template"))).option(
      "--dry-run",
      "show the plan, run nothing",
    ),
  run: async ([id], options, invocation) => {
    const { planTask, runTask } = await import("../bodies/run.ts");
    const task = `template:${id}`;
    return options.dryRun ? planTask(task, options, invocation) : runTask(task, options, invocation);
  },
});
