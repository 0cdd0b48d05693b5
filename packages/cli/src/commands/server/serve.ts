import { CHANNEL_NAMES } from "@sdetkit/channel-adapters/registry";
import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";

export const serveCommand = defineCommand({
  path: "agent serve",
  group: "Serve:",
  summary: "start a server for many tenants: REST, Slack, Telegram, webhooks, schedules",
  completes: { simulate: CHANNEL_NAMES, "tls-cert": "files", "tls-key": "files", "admin-token-file": "files" },
  examples: [
    ["sdetkit agent serve", "with the embedded PostgreSQL, for this machine only"],
    ["sdetkit agent serve --simulate slack,telegram", "record replies to chats instead of sending them"],
    [
      "sdetkit agent serve --host 0.0.0.0 --behind-proxy --config /etc/sdetkit/server.yaml",
      "behind a proxy that terminates TLS",
    ],
  ],
  configure: (command) =>
    command
      .option(
        "--host <address>",
        "address to listen on; other than loopback, requires --behind-proxy or TLS files (127.0.0.1)",
      )
      .option("--port <number>", "port to listen on; 0 for any free port (8787)")
      .option("--database-url <url>", "PostgreSQL to use; put a password into server.yaml or SDETKIT_DATABASE_URL")
      .option(
        "--simulate <kinds>",
        `record replies of these channels instead of sending them, and accept simulated events: ${CHANNEL_NAMES.join(",")}`,
        repeated,
      )
      .option("--behind-proxy", "trust a reverse proxy to terminate TLS and to report client addresses")
      .option("--tls-cert <file>", "certificate chain (PEM)")
      .option("--tls-key <file>", "private key (PEM)")
      .option(
        "--admin-token-file <file>",
        "on the first start, write the platform administrator's token to this file instead of printing it",
      )
      .option("--new-admin-token", "create a new token for the platform administrator if the old one is lost"),
  run: async (_args, options, invocation) => (await import("./serve.impl.ts")).serve(options, invocation),
});
