import { defineCommand } from "../../command/command.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const historyVerifyCommand = defineCommand({
  path: "agent history verify",
  group: "Prove:",
  summary: "verify every record, blob, ledger entry, and checkpoint; exit 5 if anything was changed",
  completes: { checkpoint: "files" },
  examples: [
    ["sdetkit agent history verify", "name whatever was altered, removed, swapped, or truncated"],
    ["sdetkit agent history verify --checkpoint kept-elsewhere.txt", "also detect an owner who rewrote everything"],
  ],
  configure: (command) =>
    withServer(
      command.option(
        "--checkpoint <file>",
        "a checkpoint that was kept elsewhere (a copy of .sdetkit/agent/history/checkpoint); the ledger must extend it",
      ),
    ),
  run: async (_args, options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./verify.impl.ts")).historyVerify(options, invocation)
      : (await import("./history-remote.impl.ts")).historyVerifyRemote(options, invocation),
});
