import { defineCommand } from "../command.ts";
import { withInputs } from "./run-options.ts";

export const templatesPlanCommand = defineCommand({
  path: "agent templates plan",
  group: "Run:",
  summary: "show every step, write and command of a template with the policy's answer; run nothing",
  completes: { id: "templates", "input-file": "files" },
  examples: [["sdetkit agent templates plan repo-health-audit", "what a run would do"]],
  configure: (command) => withInputs(command.argument("<id>", "id of the template")),
  run: async ([id], options, invocation) =>
    (await import("../bodies/run.ts")).planTask(`template:${id}`, options, invocation),
});
