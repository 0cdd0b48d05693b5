import { defineCommand } from "../../command/command.ts";

export const templatesPackCommand = defineCommand({
  path: "agent templates pack",
  group: "Share:",
  summary: "pack templates into a tar archive with checksums; the same templates give the same bytes",
  completes: { id: "templates", output: "files" },
  examples: [["sdetkit agent templates pack --output audits.tar", "all templates of this workspace"]],
  configure: (command) =>
    command
      .argument("[id...]", "only these templates")
      .option("--output <file>", "file to write to, replaced if it exists", "templates.tar"),
  run: async ([ids], { output }, invocation) => (await import("./pack.impl.ts")).templatesPack(ids, output, invocation),
});
