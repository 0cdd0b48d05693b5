import { defineCommand } from "../../command/command.ts";

export const auditRulesCommand = defineCommand({
  path: "agent audit rules",
  group: "Look:",
  summary: "list the rules of the audit, or explain one: what it protects, how to repair, an example",
  examples: [
    ["sdetkit agent audit rules", "all rules"],
    ["sdetkit agent audit rules workflows", "a family"],
    ["sdetkit agent audit rules secret", "one rule"],
  ],
  configure: (command) => command.argument("[id]", "a rule, or a family; all rules if omitted"),
  run: async ([id], _options, invocation) => (await import("./rules.impl.ts")).auditRules(id, invocation),
});
