import { CHANNEL_NAMES } from "@sdetkit/channel-adapters/registry";
import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";
import { onServer } from "../../options/server-options.ts";

export const channelsAddCommand = defineCommand({
  path: "agent channels add",
  group: "Server:",
  summary: "connect a chat or a webhook; read secrets from files, standard input, or the environment",
  completes: { kind: CHANNEL_NAMES },
  examples: [
    [
      "sdetkit agent channels add team-slack --kind slack --secret signingSecret=@signing --secret 'botToken=$SLACK_BOT_TOKEN'",
      "Slack",
    ],
    [
      "sdetkit agent channels add ci --kind webhook --setting workspace=shop --setting task=template:repo-health-audit",
      "a named endpoint",
    ],
    [
      "sdetkit agent channels add pushes --kind webhook --setting preset=github --secret signingSecret=@hook --setting workspace=shop --setting task=template:repo-health-audit",
      "webhooks of GitHub; also gitlab, stripe, alertmanager, jira",
    ],
  ],
  configure: (command) =>
    onServer(
      command
        .argument("<name>", "a name for it")
        .requiredOption("--kind <kind>", `kind of channel: ${CHANNEL_NAMES.join(", ")}`)
        .option("--setting <name=value>", "a setting, or one entry of it (inputs.NAME=VALUE); repeatable", repeated)
        .option("--secret <name=source>", "a secret: name=@FILE, name=- or 'name=$VARIABLE'", repeated),
    ),
  run: async ([name], options, invocation) =>
    (await import("./channels.impl.ts")).channelsAdd(name, options, invocation),
});
