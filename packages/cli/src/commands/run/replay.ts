import { defineCommand } from "../../command/command.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const replayCommand = defineCommand({
  path: "agent replay",
  group: "Run:",
  summary: "run a recorded run again in a scratch copy and compare; exits 5 when something differs",
  completes: { hash: "runs" },
  examples: [
    ["sdetkit agent replay last", "the newest run that is over"],
    ["sdetkit agent replay 3f2a9c", "by the beginning of a hash; a run id works too"],
  ],
  configure: (command) =>
    withServer(command.argument("<hash>", "hash of a record, the beginning of one, a run id, or last")),
  run: async ([hash], options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./replay.impl.ts")).replay(hash, invocation)
      : (await import("./replay-remote.impl.ts")).replayRemote(hash, options, invocation),
});
