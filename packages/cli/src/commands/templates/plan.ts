import { defineCommand } from "../../command/command.ts";
import { withInputs, withWorkspace } from "../../options/run-options.ts";
import { withServer } from "../../options/server-options.ts";
import { dispatchRun } from "../run/dispatch-run.ts";

export const templatesPlanCommand = defineCommand({
  path: "agent templates plan",
  group: "Run:",
  summary: "show each step, write, and command of a template with the policy's decision, without running it",
  completes: { id: "templates", "input-file": "files" },
  examples: [["sdetkit agent templates plan repo-health-audit", "what a run would do"]],
  configure: (command) =>
    withServer(
      withWorkspace(
        withInputs(command.argument("<id>", "id of the template; builtin:ID for the one that ships with sdetkit")),
      ),
    ),
  run: ([id], options, invocation) => dispatchRun(`template:${id}`, { ...options, dryRun: true }, invocation),
});
