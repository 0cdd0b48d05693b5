import { defineCommand } from "../command.ts";

export const historyShowCommand = defineCommand({
  path: "agent history show",
  group: "Look:",
  summary: "show the record and the envelope of a run",
  completes: { run: "runs" },
  examples: [["sdetkit agent history show 3f2a9c --json", "both as they were recorded"]],
  configure: (command) => command.argument("<run>", "run id, hash, or the beginning of one"),
  run: async ([run], _options, invocation) => (await import("../bodies/history-show.ts")).historyShow(run, invocation),
});
