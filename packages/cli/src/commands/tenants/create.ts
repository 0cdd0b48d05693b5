import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";
import { onServer } from "../../options/server-options.ts";
import { QUOTAS } from "../quotas.ts";

export const tenantsCreateCommand = defineCommand({
  path: "agent tenants create",
  group: "Server:",
  summary: "create a tenant with its first account and token",
  completes: { policy: "files", output: "files" },
  examples: [
    [
      "sdetkit agent tenants create acme --output acme.token",
      "write its administrator's token to a file that only you can read",
    ],
    ["sdetkit agent tenants create acme --policy acme.yaml --quota concurrent-runs=4", "with its own policy and quota"],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "name of the tenant")
        .option("--policy <file>", "policy for the tenant's runs: a config.yaml as written by `agent init`")
        .option("--quota <name=count>", QUOTAS.join(", "), repeated)
        .option("--output <file>", "write the token to a new file instead of printing it"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsCreate(name, options, invocation),
});
