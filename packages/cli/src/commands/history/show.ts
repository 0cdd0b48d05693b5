import { defineCommand } from "../../command/command.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const historyShowCommand = defineCommand({
  path: "agent history show",
  group: "Look:",
  summary: "show the record and the envelope of a run",
  completes: { run: "runs" },
  examples: [
    ["sdetkit agent history show last", "the newest finished run"],
    ["sdetkit agent history show 3f2a9c --json", "both, exactly as recorded"],
  ],
  configure: (command) => withServer(command.argument("<run>", "run id, record hash or its beginning, or `last`")),
  run: async ([run], options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./show.impl.ts")).historyShow(run, invocation)
      : (await import("./history-remote.impl.ts")).historyShowRemote(run, options, invocation),
});
