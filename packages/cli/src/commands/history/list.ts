import { defineCommand } from "../../command/command.ts";
import { withRange } from "../../options/range-options.ts";
import { askedServer, withServer } from "../../options/server-options.ts";
import { RUN_STATES } from "../run-states.ts";

export const historyListCommand = defineCommand({
  path: "agent history list",
  group: "Look:",
  summary: "list runs, newest first, including interrupted ones",
  completes: {
    status: ["succeeded", "failed", "denied", "timed-out", "cancelled"],
    template: "templates",
    state: RUN_STATES,
  },
  examples: [
    ["sdetkit agent history list --since 7d", "the last week"],
    ["sdetkit agent history list --status failed --limit 10", "the last ten failed runs"],
    ["sdetkit agent history list --state stopped", "runs that a problem has stopped, with the problem"],
  ],
  configure: (command) =>
    withServer(
      withRange(command)
        .option("--status <status>", "only runs with this status: succeeded, failed, denied, timed-out, cancelled")
        .option("--state <state>", `on a server: only runs in this state: ${RUN_STATES.join(", ")}`)
        .option("--template <id>", "only runs of this template")
        .option("--limit <count>", "maximum number of entries; 0 for all", "50"),
    ),
  run: async (_args, options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./list.impl.ts")).historyList(options, invocation)
      : (await import("./history-remote.impl.ts")).historyListRemote(options, invocation),
});
