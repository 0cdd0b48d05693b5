import { defineCommand } from "../../command/command.ts";
import { onServer } from "../../options/server-options.ts";

export const deliveriesShowCommand = defineCommand({
  path: "agent deliveries show",
  group: "Server:",
  summary: "show what became of an event, why, and what was sent",
  examples: [["sdetkit agent deliveries show d-01JD2Q7M4T8B5V6N9C3X1Z0K2A", "with its payload, as long as it is kept"]],
  configure: (command) => onServer(command.argument("<delivery>", "id of the delivery")),
  run: async ([delivery], options, invocation) =>
    (await import("./deliveries.impl.ts")).deliveriesShow(delivery, options, invocation),
});
