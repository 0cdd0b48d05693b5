import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const deliveriesRetryCommand = defineCommand({
  path: "agent deliveries retry",
  group: "Server:",
  summary: "retry failed events after you have fixed the cause",
  examples: [
    ["sdetkit agent deliveries retry d-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "a single event"],
    ["sdetkit agent deliveries retry --channel ci-events", "all failed events of a channel, oldest first"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("[delivery...]", "ids of the deliveries")
        .option("--channel <name>", "retry all failed deliveries of this channel"),
    ),
  run: async ([deliveries], options, invocation) =>
    (await import("./deliveries.impl.ts")).deliveriesRetry(deliveries, options, invocation),
});
