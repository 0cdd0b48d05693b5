import { defineCommand } from "../../command/command.ts";
import { withApproval } from "../../options/run-options.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const resumeCommand = defineCommand({
  path: "agent resume",
  group: "Run:",
  summary: "continue an interrupted run at its first incomplete step",
  completes: { run: "cut-off-runs" },
  examples: [
    ["sdetkit agent history list", "find interrupted runs"],
    ["sdetkit agent resume r-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "continue one of them"],
  ],
  configure: (command) =>
    withServer(
      withApproval(command.argument("<run>", "id of the run, or `last` for the newest interrupted one")).option(
        "--retry-unknown",
        "retry a step even though it is unknown whether its effect happened",
      ),
    ),
  run: async ([run], options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./resume.impl.ts")).resume(run, options, invocation)
      : (await import("./run-remote.impl.ts")).resumeRemote(run, options, invocation),
});
