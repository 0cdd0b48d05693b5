import { defineCommand } from "../../command/command.ts";

export const rotateKeyCommand = defineCommand({
  path: "agent rotate-key",
  group: "Serve:",
  summary: "re-encrypt the secrets of this folder's server under a new master key; stop the server first",
  examples: [["sdetkit agent rotate-key -C /srv/sdetkit", "run it again after an interruption to continue"]],
  configure: (command) =>
    command.option("--database-url <url>", "the server's PostgreSQL, if it is not the embedded one"),
  run: async (_args, options, invocation) => (await import("./rotate-key.impl.ts")).rotateKey(options, invocation),
});
