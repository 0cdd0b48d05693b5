import { defineCommand } from "../../command/command.ts";

export const restoreCommand = defineCommand({
  path: "agent restore",
  group: "Serve:",
  summary: "restore a backup into this folder, in which no server has worked yet",
  completes: { from: "folders" },
  examples: [["sdetkit agent restore --from /backup/sdetkit -C /srv/sdetkit", "then start it: sdetkit agent serve"]],
  configure: (command) =>
    command
      .requiredOption("--from <folder>", "what `agent backup` wrote")
      .option("--database-url <url>", "an empty PostgreSQL to restore into, where it is not to be its own")
      .option("--yes", "do not ask"),
  run: async (_args, options, invocation) => (await import("./backup.impl.ts")).restore(options, invocation),
});
