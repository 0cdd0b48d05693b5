import { defineCommand } from "../../command/command.ts";
import { onServer, withLimit } from "../../options/server-options.ts";

export const approvalsListCommand = defineCommand({
  path: "agent approvals list",
  group: "Server:",
  summary: "list the approvals that runs wait for",
  completes: { state: ["pending", "given", "denied", "expired", "withdrawn", "all"] },
  examples: [
    ["sdetkit agent approvals list", "pending approvals"],
    ["sdetkit agent approvals list --state all --run r-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "all approvals of a run"],
  ],
  configure: (command) =>
    onServer(
      withLimit(
        command
          .option("--state <state>", "pending, given, denied, expired, withdrawn or all", "pending")
          .option("--run <run>", "only this run"),
      ),
    ),
  run: async (_args, options, invocation) => (await import("./approvals.impl.ts")).approvalsList(options, invocation),
});
