import { defineCommand } from "../../command/command.ts";
import { withDecision } from "./decision-options.ts";

export const approvalsApproveCommand = defineCommand({
  path: "agent approvals approve",
  group: "Server:",
  summary: "approve exactly what is shown; the run continues",
  examples: [
    ["sdetkit agent approvals approve apr-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "shows it and asks for confirmation"],
    ["sdetkit agent approvals approve r-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "all pending approvals of this run"],
  ],
  configure: (command) => withDecision(command).option("--yes", "skip the confirmation"),
  run: async ([approval], options, invocation) =>
    (await import("./approvals.impl.ts")).approvalsDecide(approval, "given", options, invocation),
});
