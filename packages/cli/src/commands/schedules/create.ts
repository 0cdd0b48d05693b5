import { defineCommand } from "../../command/command.ts";
import { withInputs, withWorkspace } from "../../options/run-options.ts";
import { onServer } from "../../options/server-options.ts";

export const schedulesCreateCommand = defineCommand({
  path: "agent schedules create",
  group: "Server:",
  summary: "run a task on a cron schedule with a time zone",
  completes: { "catch-up": ["all", "latest", "none"], "input-file": "files" },
  examples: [
    [
      "sdetkit agent schedules create nightly --cron '30 2 * * 1-5' --time-zone Europe/Berlin --task template:repo-health-audit",
      "on working days at half past two",
    ],
  ],
  configure: (command) =>
    onServer(
      withWorkspace(
        withInputs(
          command
            .argument("<name>", "a name for it")
            .requiredOption("--cron <fields>", "five fields, or six with seconds")
            .requiredOption("--task <task>", "what to do, as for `agent run`")
            .option("--time-zone <name>", "IANA name", "UTC")
            .option("--catch-up <what>", "which missed due times to start afterwards: all, latest, none"),
        ),
      ),
    ),
  run: async ([name], options, invocation) =>
    (await import("./schedules.impl.ts")).schedulesCreate(name, options, invocation),
});
