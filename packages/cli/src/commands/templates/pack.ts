import { defineCommand } from "../../command/command.ts";

export const templatesPackCommand = defineCommand({
  path: "agent templates pack",
  group: "Share:",
  summary: "write templates into a tar with checksums; the same templates give the same bytes",
  completes: { id: "templates", output: "files" },
  examples: [["sdetkit agent templates pack --output audits.tar", "every template of this workspace's catalogue"]],
  configure: (command) =>
    command.argument("[id...]", "only these templates").option("--output <file>", "where to write", "templates.tar"),
  run: async ([ids], { output }, invocation) => (await import("./pack.impl.ts")).templatesPack(ids, output, invocation),
});
