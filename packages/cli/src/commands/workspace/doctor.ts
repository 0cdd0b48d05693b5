import { defineCommand } from "../../command/command.ts";

export const doctorCommand = defineCommand({
  path: "agent doctor",
  group: "Set up:",
  summary: "check that everything a run needs is there, and say how to mend what is not",
  examples: [
    ["sdetkit agent doctor", "look at this workspace"],
    ["sdetkit agent doctor --json", "the same for a script"],
    ["sdetkit agent doctor --server", "look at what a server in this folder needs"],
  ],
  configure: (command) =>
    command
      .option(
        "--server [url]",
        "look at what a server in this folder needs; with an address, or SDETKIT_SERVER, at the one there",
      )
      .option("--token-file <file>", "check this token instead of SDETKIT_TOKEN"),
  run: async (_args, { server, ...options }, invocation) =>
    server === undefined
      ? (await import("./doctor.impl.ts")).doctor(invocation)
      : (await import("./doctor-server.impl.ts")).doctorOfServer({ server, ...options }, invocation),
});
