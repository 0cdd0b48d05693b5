import { defineCommand } from "../command.ts";

export const replayCommand = defineCommand({
  path: "agent replay",
  group: "Run:",
  summary: "run a recorded run again in a scratch copy and compare; exits 5 when something differs",
  completes: { hash: "runs" },
  examples: [["sdetkit agent replay 3f2a9c", "by the beginning of a hash; a run id works too"]],
  configure: (command) => command.argument("<hash>", "hash of a record, the beginning of one, or a run id"),
  run: async ([hash], _options, invocation) => (await import("../bodies/replay.ts")).replay(hash, invocation),
});
