import { defineCommand } from "../../command/command.ts";
import { withFollowing } from "../../options/run-options.ts";
import { onServer } from "../../options/server-options.ts";

export const followCommand = defineCommand({
  path: "agent follow",
  group: "Run:",
  summary: "follow a run of a server until it is over; exits as the run does",
  examples: [["sdetkit agent follow r-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "one that was left with Ctrl+C, for instance"]],
  configure: (command) =>
    onServer(withFollowing(command.argument("<run>", "id of the run, hash of its record, or last"))),
  run: async ([run], options, invocation) => (await import("./run-remote.impl.ts")).follow(run, options, invocation),
});
