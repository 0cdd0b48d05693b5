import { defineCommand } from "../../command/command.ts";

export const backupCommand = defineCommand({
  path: "agent backup",
  group: "Serve:",
  summary: "back up the server of this folder: database, roots, keys",
  completes: { to: "folders" },
  examples: [["sdetkit agent backup --to /backup/sdetkit", "while the server runs; everything in it is of one moment"]],
  configure: (command) =>
    command
      .requiredOption("--to <folder>", "where to write; made when missing")
      .option("--database-url <url>", "the server's PostgreSQL, where it is not its own"),
  run: async (_args, options, invocation) => (await import("./backup.impl.ts")).backup(options, invocation),
});
