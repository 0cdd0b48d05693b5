import { defineCommand } from "../../command/command.ts";
import { withWorkspace } from "../../options/run-options.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const templatesShowCommand = defineCommand({
  path: "agent templates show",
  group: "Look:",
  summary: "show what a template is, what it asks for, what it may do, and its source",
  completes: { id: "templates" },
  examples: [["sdetkit agent templates show repo-health-audit", "all of one template"]],
  configure: (command) =>
    withServer(
      withWorkspace(command.argument("<id>", "id of the template; builtin:ID is the one that comes with sdetkit")),
    ),
  run: async ([id], options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./show.impl.ts")).templatesShow(id, invocation)
      : (await import("./templates-remote.impl.ts")).templatesShowRemote(id, options, invocation),
});
