import { defineCommand } from "../../command/command.ts";

export const restoreCommand = defineCommand({
  path: "agent restore",
  group: "Serve:",
  summary: "restore a backup into this folder, which must not have held a server before",
  completes: { from: "folders" },
  examples: [["sdetkit agent restore --from /backup/sdetkit -C /srv/sdetkit", "then start it: sdetkit agent serve"]],
  configure: (command) =>
    command
      .requiredOption("--from <folder>", "folder that `agent backup` wrote")
      .option("--database-url <url>", "an empty PostgreSQL to restore into, if it is not the embedded one")
      .option("--yes", "skip the confirmation"),
  run: async (_args, options, invocation) => (await import("./backup.impl.ts")).restore(options, invocation),
});
