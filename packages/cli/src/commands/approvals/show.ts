import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const approvalsShowCommand = defineCommand({
  path: "agent approvals show",
  group: "Server:",
  summary: "show exactly what would be done and who may approve it",
  examples: [
    ["sdetkit agent approvals show apr-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "with the digest that an approval is bound to"],
  ],
  configure: (command) => onServer(command.argument("<approval>", "id of the approval")),
  run: async ([approval], options, invocation) =>
    (await import("./approvals.impl.ts")).approvalsShow(approval, options, invocation),
});
