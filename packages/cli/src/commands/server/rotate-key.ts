import { defineCommand } from "../../command/command.ts";

export const rotateKeyCommand = defineCommand({
  path: "agent rotate-key",
  group: "Serve:",
  summary: "seal every secret of the server of this folder under a new master key, while it stands still",
  examples: [["sdetkit agent rotate-key -C /srv/sdetkit", "when it was cut off, again: it goes on where it was"]],
  configure: (command) => command.option("--database-url <url>", "the server's PostgreSQL, where it is not its own"),
  run: async (_args, options, invocation) => (await import("./rotate-key.impl.ts")).rotateKey(options, invocation),
});
