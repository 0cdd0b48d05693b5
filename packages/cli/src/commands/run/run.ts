import { defineCommand } from "../../command/command.ts";
import { withRunning } from "../../options/run-options.ts";
import { dispatchRun } from "./dispatch-run.ts";

export const runCommand = defineCommand({
  path: "agent run",
  group: "Run:",
  summary: "run a task: template:ID, action NAME {json}, or a few words that match one template",
  completes: { "input-file": "files" },
  examples: [
    ["sdetkit agent run template:repo-health-audit", "a template by its id"],
    ["sdetkit agent run template:repo-health-audit --set profile=strict", "with an input"],
    [`sdetkit agent run 'action fs.read {"path":"README.md"}'`, "one action"],
    ['sdetkit agent run "audit the health of this repository"', "in words; refused if no template matches well"],
    ["sdetkit agent run template:repo-health-audit --dry-run", "show the plan without running it"],
    [
      "sdetkit agent run template:repo-health-audit --server https://sdetkit.example.org",
      "on a server, following it to its end",
    ],
  ],
  configure: (command) => withRunning(command.argument("<task...>", "task to run")),
  run: ([words], options, invocation) => dispatchRun(words.join(" "), options, invocation),
});
