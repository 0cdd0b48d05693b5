import { defineCommand } from "../../command/command.ts";
import { withApproval } from "../../options/run-options.ts";

export const templatesRunAllCommand = defineCommand({
  path: "agent templates run-all",
  group: "Run:",
  summary: "run every template that needs no input, one after another",
  examples: [["sdetkit agent templates run-all", "print each run's hash as soon as it is in the ledger"]],
  configure: (command) => withApproval(command).option("--dry-run", "show the plans without running them"),
  run: async (_args, options, invocation) => (await import("./run-all.impl.ts")).templatesRunAll(options, invocation),
});
