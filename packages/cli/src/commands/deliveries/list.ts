import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const deliveriesListCommand = defineCommand({
  path: "agent deliveries list",
  group: "Server:",
  summary: "list the events that channels received and their outcomes, newest first",
  completes: { state: ["waiting", "done", "failed", "all"] },
  examples: [
    ["sdetkit agent deliveries list --state failed", "failed events"],
    ["sdetkit agent deliveries list --channel ci-events", "of one channel"],
  ],
  configure: (command) =>
    onServer(
      withLimit(
        command
          .option("--channel <name>", "only this channel")
          .option("--state <state>", "waiting, done, failed or all", "all"),
      ),
    ),
  run: async (_args, options, invocation) => (await import("./deliveries.impl.ts")).deliveriesList(options, invocation),
});
