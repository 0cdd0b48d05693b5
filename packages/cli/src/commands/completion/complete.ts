import { defineCommand } from "../../command/command.ts";

export const completeCommand = defineCommand({
  path: "complete",
  group: "",
  summary: "answer a shell that completes a command line",
  hidden: true,
  examples: [],
  configure: (command) => command.argument("[words...]", "the words of the command line so far"),
  run: async ([words], _options, invocation) => (await import("./completion.impl.ts")).complete(words, invocation),
});
