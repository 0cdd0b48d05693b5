import { defineCommand } from "../command.ts";
import { withApproval, withFollowing, withInputs, withWorkspace } from "./run-options.ts";
import { askedServer, withServer } from "./server-options.ts";

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
    withServer(
      withFollowing(
        withWorkspace(
          withApproval(withInputs(command.argument("<id>", "id of the template"))).option(
            "--dry-run",
            "show the plan, run nothing",
          ),
        ),
      ).option("--detach", "on a server: start the run and do not wait for its end"),
    ),
  run: async ([id], options, invocation) => {
    const task = `template:${id}`;
    if (askedServer(options, invocation) !== undefined) {
      const { planTaskThere, runTaskThere } = await import("../bodies/server/run.ts");
      return options.dryRun ? planTaskThere(task, options, invocation) : runTaskThere(task, options, invocation);
    }
    const { planTask, runTask } = await import("../bodies/run.ts");
    return options.dryRun ? planTask(task, options, invocation) : runTask(task, options, invocation);
  },
});
