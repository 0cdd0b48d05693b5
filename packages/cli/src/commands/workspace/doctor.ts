import { defineCommand } from "../../command/command.ts";

export const doctorCommand = defineCommand({
  path: "agent doctor",
  group: "Set up:",
  summary: "check that everything a run needs is in place, and how to fix what is missing",
  examples: [
    ["sdetkit agent doctor", "check this workspace"],
    ["sdetkit agent doctor --json", "the same, for a script"],
    ["sdetkit agent doctor --server", "check what a server in this folder needs"],
  ],
  configure: (command) =>
    command
      .option(
        "--server [url]",
        "check what a server in this folder needs; with an address, or SDETKIT_SERVER, check that server",
      )
      .option("--token-file <file>", "check the token in this file instead of SDETKIT_TOKEN"),
  run: async (_args, { server, ...options }, invocation) =>
    server === undefined
      ? (await import("./doctor.impl.ts")).doctor(invocation)
      : (await import("./doctor-server.impl.ts")).doctorOfServer({ server, ...options }, invocation),
});
