import { defineCommand } from "../../command/command.ts";
import { withFollowing } from "../../options/run-options.ts";
import { onServer } from "../../options/server-options.ts";

export const followCommand = defineCommand({
  path: "agent follow",
  group: "Run:",
  summary: "follow a run on a server until it ends; exit with the run's exit code",
  examples: [["sdetkit agent follow r-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "for example, one that you left with Ctrl+C"]],
  configure: (command) => onServer(withFollowing(command.argument("<run>", "run id, record hash, or `last`"))),
  run: async ([run], options, invocation) => (await import("./run-remote.impl.ts")).follow(run, options, invocation),
});
