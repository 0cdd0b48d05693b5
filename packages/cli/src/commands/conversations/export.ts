import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const conversationsExportCommand = defineCommand({
  path: "agent conversations export",
  group: "Server:",
  summary: "export a conversation as JSON lines, oldest message first",
  completes: { output: "files" },
  examples: [
    [
      "sdetkit agent conversations export c-9f2c4a6be01d7358c4e9a1b0d6f83527be4c90a1 --output talk.jsonl",
      "messages with their senders and times",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<conversation>", "id of the conversation")
        .option("--output <file>", "write to this file instead of standard output; replaced if it exists"),
    ),
  run: async ([conversation], options, invocation) =>
    (await import("./conversations.impl.ts")).conversationsExport(conversation, options, invocation),
});
