import { defineCommand } from "../command.ts";

export const doctorCommand = defineCommand({
  path: "agent doctor",
  group: "Set up:",
  summary: "check that everything a run needs is there, and say how to mend what is not",
  examples: [
    ["sdetkit agent doctor", "look at this workspace"],
    ["sdetkit agent doctor --json", "the same for a script"],
  ],
  configure: (command) => command,
  run: async (_args, _options, invocation) => (await import("../bodies/doctor.ts")).doctor(invocation),
});
