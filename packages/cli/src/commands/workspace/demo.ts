import { defineCommand } from "../../command/command.ts";

export const demoCommand = defineCommand({
  path: "agent demo",
  group: "Set up:",
  summary: "demonstrate sdetkit on this repository; change nothing outside .sdetkit/",
  completes: { scenario: ["repo-enterprise-audit"] },
  examples: [
    ["sdetkit agent demo --scenario repo-enterprise-audit", "audit, gate, ledger, replay, dashboards"],
    ["sdetkit agent demo -C ../service", "on another repository"],
  ],
  configure: (command) => command.option("--scenario <name>", "scenario to run", "repo-enterprise-audit"),
  run: async (_args, { scenario }, invocation) => (await import("./demo.impl.ts")).demo(scenario, invocation),
});
