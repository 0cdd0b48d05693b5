import { CHANNEL_NAMES } from "@sdetkit/channel-adapters/registry";
import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const channelsSimulateCommand = defineCommand({
  path: "agent channels simulate",
  group: "Server:",
  summary: "send the server a rightly signed event, as the vendor would, and show the answers",
  completes: { channel: CHANNEL_NAMES, "payload-file": "files" },
  examples: [
    ["sdetkit agent channels simulate slack --text help", "what somebody types"],
    [
      "sdetkit agent channels simulate slack --button 'yes:apr-…' --user U0G9QF9C6",
      "a button that somebody presses: what it holds is shown with the reply",
    ],
    ["sdetkit agent channels simulate webhook --payload-file event.json", "what a program sends"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<channel>", "name of the channel, or its kind where there is one of it")
        .option("--text <text>", "what is typed")
        .option("--button <data>", "what the button holds")
        .option("--payload-file <file>", "JSON or YAML that is sent to a webhook; - is standard input")
        .option("--type <type>", "what kind of event the program says that it is, such as push")
        .option("--user <id>", "who says it, by the chat's id", "U-REHEARSAL")
        .option("--wait <time>", "how long to wait for answers", "10s"),
    ),
  run: async ([channel], options, invocation) =>
    (await import("./simulate.impl.ts")).channelsSimulate(channel, options, invocation),
});
