import { defineCommand } from "../../command/command.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const replayCommand = defineCommand({
  path: "agent replay",
  group: "Run:",
  summary: "repeat a recorded run in a scratch copy and compare; exit 5 if the result differs",
  completes: { hash: "runs" },
  examples: [
    ["sdetkit agent replay last", "the newest finished run"],
    ["sdetkit agent replay 3f2a9c", "by the beginning of its hash, or by run id"],
  ],
  configure: (command) => withServer(command.argument("<hash>", "record hash or its beginning, run id, or `last`")),
  run: async ([hash], options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./replay.impl.ts")).replay(hash, invocation)
      : (await import("./replay-remote.impl.ts")).replayRemote(hash, options, invocation),
});
