import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";
import { onServer } from "../../options/server-options.ts";
import { QUOTAS } from "../quotas.ts";

export const tenantsCreateCommand = defineCommand({
  path: "agent tenants create",
  group: "Server:",
  summary: "make a tenant, with a first account and its token",
  completes: { policy: "files", output: "files" },
  examples: [
    [
      "sdetkit agent tenants create acme --output acme.token",
      "the token of its admin into a file that only you can read",
    ],
    [
      "sdetkit agent tenants create acme --policy acme.yaml --quota concurrent-runs=4",
      "with a policy and a limit of its own",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "name of the tenant")
        .option("--policy <file>", "what its runs may do: a config.yaml as `agent init` writes it")
        .option("--quota <name=count>", QUOTAS.join(", "), repeated)
        .option("--output <file>", "write the token into a new file instead of showing it"),
    ),
  run: async ([name], options, invocation) =>
    (await import("./tenants.impl.ts")).tenantsCreate(name, options, invocation),
});
