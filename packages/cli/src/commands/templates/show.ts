import { defineCommand } from "../../command/command.ts";
import { withWorkspace } from "../../options/run-options.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const templatesShowCommand = defineCommand({
  path: "agent templates show",
  group: "Look:",
  summary: "show a template's inputs, permissions, and source",
  completes: { id: "templates" },
  examples: [["sdetkit agent templates show repo-health-audit", "everything about one template"]],
  configure: (command) =>
    withServer(
      withWorkspace(command.argument("<id>", "id of the template; builtin:ID for the one that ships with sdetkit")),
    ),
  run: async ([id], options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./show.impl.ts")).templatesShow(id, invocation)
      : (await import("./templates-remote.impl.ts")).templatesShowRemote(id, options, invocation),
});
