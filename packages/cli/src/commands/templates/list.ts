import { defineCommand } from "../../command/command.ts";
import { withWorkspace } from "../../options/run-options.ts";
import { askedServer, withServer } from "../../options/server-options.ts";

export const templatesListCommand = defineCommand({
  path: "agent templates list",
  group: "Look:",
  summary: "list all templates and where each comes from",
  examples: [["sdetkit agent templates list", "the workspace's own and the built-in ones"]],
  configure: (command) => withServer(withWorkspace(command)),
  run: async (_args, options, invocation) =>
    askedServer(options, invocation) === undefined
      ? (await import("./list.impl.ts")).templatesList(invocation)
      : (await import("./templates-remote.impl.ts")).templatesListRemote(options, invocation),
});
