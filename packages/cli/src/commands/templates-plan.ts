import { defineCommand } from "../command.ts";
import { withInputs, withWorkspace } from "./run-options.ts";
import { askedServer, withServer } from "./server-options.ts";

export const templatesPlanCommand = defineCommand({
  path: "agent templates plan",
  group: "Run:",
  summary: "show every step, write and command of a template with the policy's answer; run nothing",
  completes: { id: "templates", "input-file": "files" },
  examples: [["sdetkit agent templates plan repo-health-audit", "what a run would do"]],
  configure: (command) => withServer(withWorkspace(withInputs(command.argument("<id>", "id of the template")))),
  run: async ([id], options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("../bodies/run.ts")).planTask(`template:${id}`, options, invocation)
      : (await import("../bodies/server/run.ts")).planTaskThere(`template:${id}`, options, invocation),
});
