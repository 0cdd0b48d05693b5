import { defineCommand } from "../command.ts";
import { onServer } from "./server-options.ts";

export const approvalsApproveCommand = defineCommand({
  path: "agent approvals approve",
  group: "Server:",
  summary: "say yes to exactly what is shown; the run goes on",
  examples: [
    ["sdetkit agent approvals approve ap-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "shows it and asks"],
    ["sdetkit agent approvals approve r-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "each that waits in this run"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<approval>", "id of the approval, or of a run: what waits there")
        .option("--why <text>", "what the record says about it")
        .option("--digest <sha256>", "decide only if it is about exactly this")
        .option("--yes", "do not ask"),
    ),
  run: async ([approval], options, invocation) =>
    (await import("../bodies/server/approvals.ts")).approvalsDecide(approval, "given", options, invocation),
});
