import { CHANNEL_NAMES } from "@sdetkit/channel-adapters/registry";
import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";

export const serveCommand = defineCommand({
  path: "agent serve",
  group: "Serve:",
  summary: "serve automations to many tenants: REST, Slack, Telegram, webhooks, schedules",
  completes: { simulate: CHANNEL_NAMES, "tls-cert": "files", "tls-key": "files", "admin-token-file": "files" },
  examples: [
    ["sdetkit agent serve", "with a PostgreSQL of its own, for this machine only"],
    ["sdetkit agent serve --simulate slack,telegram", "replies to chats are recorded instead of sent: to rehearse"],
    [
      "sdetkit agent serve --host 0.0.0.0 --behind-proxy --config /etc/sdetkit/server.yaml",
      "behind a proxy that terminates TLS",
    ],
  ],
  configure: (command) =>
    command
      .option(
        "--host <address>",
        "listen there; another than this machine needs --behind-proxy or TLS files (127.0.0.1)",
      )
      .option("--port <number>", "listen on this port; 0 lets the system choose (8787)")
      .option(
        "--database-url <url>",
        "use this PostgreSQL; a password belongs into server.yaml or SDETKIT_DATABASE_URL",
      )
      .option(
        "--simulate <kinds>",
        `record replies of these channels instead of sending, and let people rehearse: ${CHANNEL_NAMES.join(",")}`,
        repeated,
      )
      .option("--behind-proxy", "a proxy in front terminates TLS and says who calls")
      .option("--tls-cert <file>", "certificate chain, PEM")
      .option("--tls-key <file>", "its key, PEM")
      .option(
        "--admin-token-file <file>",
        "on the first start, write the platform-admin's token there instead of showing it",
      )
      .option("--new-admin-token", "make another token for the platform-admin, when theirs was lost"),
  run: async (_args, options, invocation) => (await import("./serve.impl.ts")).serve(options, invocation),
});
