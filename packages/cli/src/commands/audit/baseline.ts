import { defineCommand } from "../../command/command.ts";
import { withScope } from "./with-scope.ts";

export const auditBaselineCommand = defineCommand({
  path: "agent audit baseline",
  group: "Run:",
  summary: "accept what an audit finds now, so that only new findings fail",
  completes: { output: "files", profile: ["default", "strict"] },
  examples: [
    ["sdetkit agent audit baseline", "write .sdetkit/audit-baseline.json"],
    ["sdetkit agent audit --baseline .sdetkit/audit-baseline.json", "then audit with it"],
  ],
  configure: (command) =>
    withScope(command).option(
      "--output <file>",
      "write it here; replaced if it exists",
      ".sdetkit/audit-baseline.json",
    ),
  run: async (_args, options, invocation) => (await import("./baseline.impl.ts")).auditBaseline(options, invocation),
});
