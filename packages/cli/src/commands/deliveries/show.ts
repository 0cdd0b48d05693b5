import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const deliveriesShowCommand = defineCommand({
  path: "agent deliveries show",
  group: "Server:",
  summary: "show the outcome of an event, the reason, and the replies",
  examples: [["sdetkit agent deliveries show d-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "with its payload, while it is retained"]],
  configure: (command) => onServer(command.argument("<delivery>", "id of the delivery")),
  run: async ([delivery], options, invocation) =>
    (await import("./deliveries.impl.ts")).deliveriesShow(delivery, options, invocation),
});
