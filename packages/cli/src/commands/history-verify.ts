import { defineCommand } from "../command.ts";

export const historyVerifyCommand = defineCommand({
  path: "agent history verify",
  group: "Prove:",
  summary: "check every record, blob, ledger entry and checkpoint; exits 5 when anything was changed",
  examples: [["sdetkit agent history verify", "names whatever was altered, removed, swapped or cut off"]],
  configure: (command) => command,
  run: async (_args, _options, invocation) => (await import("../bodies/history-verify.ts")).historyVerify(invocation),
});
