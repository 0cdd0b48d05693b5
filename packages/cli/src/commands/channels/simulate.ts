import { CHANNEL_NAMES } from "@sdetkit/channel-adapters/registry";
import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const channelsSimulateCommand = defineCommand({
  path: "agent channels simulate",
  group: "Server:",
  summary: "send the server a correctly signed event, as the vendor would, and show the replies",
  completes: { channel: CHANNEL_NAMES, "payload-file": "files" },
  examples: [
    ["sdetkit agent channels simulate slack --text help", "a message"],
    [
      "sdetkit agent channels simulate slack --button 'yes:apr-…' --user U0G9QF9C6",
      "a pressed button; its value is shown with the reply",
    ],
    ["sdetkit agent channels simulate webhook --payload-file event.json", "a webhook"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<channel>", "name of the channel, or its kind if there is only one")
        .option("--text <text>", "text of the message")
        .option("--button <data>", "value of the button")
        .option("--payload-file <file>", "JSON or YAML to send to the webhook; - for standard input")
        .option("--type <type>", "event type that the sender declares, such as push")
        .option("--user <id>", "chat id of the sender", "U-REHEARSAL")
        .option("--wait <time>", "how long to wait for replies", "10s"),
    ),
  run: async ([channel], options, invocation) =>
    (await import("./simulate.impl.ts")).channelsSimulate(channel, options, invocation),
});
