import { defineCommand } from "../command.ts";
import { withApproval, withFollowing, withInputs, withWorkspace } from "./run-options.ts";
import { askedServer, withServer } from "./server-options.ts";

export const runCommand = defineCommand({
  path: "agent run",
  group: "Run:",
  summary: "run a task: template:ID, action NAME {json}, or a few words that fit one template",
  completes: { "input-file": "files" },
  examples: [
    ["sdetkit agent run template:repo-health-audit", "a template by its id"],
    ["sdetkit agent run template:repo-health-audit --set profile=strict", "with an input"],
    [`sdetkit agent run 'action fs.read {"path":"README.md"}'`, "one action"],
    ['sdetkit agent run "audit the health of this repository"', "words; refused when they fit nothing well"],
    ["sdetkit agent run template:repo-health-audit --dry-run", "show the plan and run nothing"],
    ["sdetkit agent run template:repo-health-audit --server https://sdetkit.example.org", "on a server, and follow it"],
  ],
  configure: (command) =>
    withServer(
      withFollowing(
        withWorkspace(
          withApproval(withInputs(command.argument("<task...>", "what to do"))).option(
            "--dry-run",
            "show the plan, run nothing",
          ),
        ),
      ).option("--detach", "on a server: start the run and do not wait for its end"),
    ),
  run: async ([words], options, invocation) => {
    const task = words.join(" ");
    if (askedServer(options, invocation) !== undefined) {
      const { planTaskThere, runTaskThere } = await import("../bodies/server/run.ts");
      return options.dryRun ? planTaskThere(task, options, invocation) : runTaskThere(task, options, invocation);
    }
    const { planTask, runTask } = await import("../bodies/run.ts");
    return options.dryRun ? planTask(task, options, invocation) : runTask(task, options, invocation);
  },
});
