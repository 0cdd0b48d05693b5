import { defineCommand } from "../../command/command.ts";
import { withDecision } from "./decision-options.ts";

export const approvalsRejectCommand = defineCommand({
  path: "agent approvals reject",
  group: "Server:",
  summary: "reject what is shown; the run ends as denied",
  examples: [
    ['sdetkit agent approvals reject apr-01JD2Q7M4T8B5V6N9C3X1Z0K2A --why "not on a Friday"', "with a reason"],
  ],
  configure: withDecision,
  run: async ([approval], options, invocation) =>
    (await import("./approvals.impl.ts")).approvalsDecide(approval, "denied", options, invocation),
});
