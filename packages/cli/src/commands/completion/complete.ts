import { defineCommand } from "../../command/command.ts";

export const completeCommand = defineCommand({
  path: "complete",
  group: "",
  summary: "answer a completion request from a shell",
  hidden: true,
  examples: [],
  configure: (command) => command.argument("[words...]", "the words of the command line so far"),
  run: async ([words], _options, invocation) => (await import("./completion.impl.ts")).complete(words, invocation),
});
