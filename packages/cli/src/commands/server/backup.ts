import { defineCommand } from "../../command/command.ts";

export const backupCommand = defineCommand({
  path: "agent backup",
  group: "Serve:",
  summary: "back up this folder's server: database, artifact roots, keys",
  completes: { to: "folders" },
  examples: [["sdetkit agent backup --to /backup/sdetkit", "consistent, even while the server runs"]],
  configure: (command) =>
    command
      .requiredOption("--to <folder>", "folder to write to; created if missing")
      .option("--database-url <url>", "the server's PostgreSQL, if it is not the embedded one"),
  run: async (_args, options, invocation) => (await import("./backup.impl.ts")).backup(options, invocation),
});
