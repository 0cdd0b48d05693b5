import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const deliveriesRetryCommand = defineCommand({
  path: "agent deliveries retry",
  group: "Server:",
  summary: "let events that failed be tried anew, once what was wrong is mended",
  examples: [
    ["sdetkit agent deliveries retry d-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "one of them"],
    ["sdetkit agent deliveries retry --channel ci-events", "all of a channel that failed, oldest first"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("[delivery...]", "ids of deliveries")
        .option("--channel <name>", "instead: every one of this channel that failed"),
    ),
  run: async ([deliveries], options, invocation) =>
    (await import("./deliveries.impl.ts")).deliveriesRetry(deliveries, options, invocation),
});
