import { defineCommand } from "../../command/command.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const historyProveCommand = defineCommand({
  path: "agent history prove",
  group: "Prove:",
  summary:
    "print a proof that a run is in the ledger, which anyone can check without sdetkit and without the other runs",
  completes: { run: "runs", output: "files" },
  examples: [
    ["sdetkit agent history prove 3f2a9c --output proof.json", "an RFC 6962 inclusion proof with its checkpoint"],
  ],
  configure: (command) =>
    withServer(
      command
        .argument("<run>", "run id, record hash or its beginning, or `last`")
        .option("--output <file>", "write to this file instead of standard output; replaced if it exists"),
    ),
  run: async ([run], options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./prove.impl.ts")).historyProve(run, options, invocation)
      : (await import("./history-remote.impl.ts")).historyProveRemote(run, options, invocation),
});
