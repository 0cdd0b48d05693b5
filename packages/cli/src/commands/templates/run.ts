import { defineCommand } from "../../command/command.ts";
import { withRunning } from "../../options/run-options.ts";
import { dispatchRun } from "../run/dispatch-run.ts";

export const templatesRunCommand = defineCommand({
  path: "agent templates run",
  group: "Run:",
  summary: "run a template",
  completes: { id: "templates", "input-file": "files" },
  examples: [
    ["sdetkit agent templates run repo-health-audit", "with default inputs"],
    ["sdetkit agent templates run repo-health-audit --set profile=strict --json", "with an input, for a script"],
  ],
  configure: (command) =>
    withRunning(command.argument("<id>", "id of the template; builtin:ID for the one that ships with sdetkit")),
  run: ([id], options, invocation) => dispatchRun(`template:${id}`, options, invocation),
});
