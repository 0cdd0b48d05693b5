import { apiUrl } from "../http-client/parse-payload.ts";
import type { ChannelKind } from "../types.ts";
import { isSlackId, readSlack } from "./read-slack.ts";
import { callSlack, judgeSlack, SLACK_HOST, sendSlack } from "./send-slack.ts";
import { simulateSlack } from "./simulate-slack.ts";
import { slackProblem } from "./slack-signature.ts";

/** Slack: events, slash commands and buttons in; messages in threads out. */
export const slack: ChannelKind = {
  kind: "slack",
  needs: [
    { name: "signingSecret", secret: true, required: true, about: "The app's signing secret (Basic Information)" },
    { name: "botToken", secret: true, required: true, about: "The bot's token, xoxb-… (Install App)" },
    { name: "botUser", secret: false, required: false, about: "The bot's user id, U…: `channels test` shows it" },
    {
      name: "apiUrl",
      secret: false,
      required: false,
      about: "Alternative base URL of Slack's API, for emulators and proxies",
    },
  ],
  hosts: [SLACK_HOST],
  check({ settings }) {
    const { botUser, apiUrl: url } = settings;
    return [
      ...(botUser === undefined || (typeof botUser === "string" && isSlackId(botUser))
        ? []
        : ["botUser: expected a user id such as U0123ABCD"]),
      ...(apiUrl(url, "-") === undefined ? ["apiUrl: expected an http or https URL"] : []),
    ];
  },
  accept(account, delivery) {
    const problem = slackProblem(account.secrets["signingSecret"] ?? "", delivery);
    if (problem !== null) return { kind: "refused", status: 401, why: problem };
    const { botUser } = account.settings;
    const bot = typeof botUser === "string" && isSlackId(botUser) ? botUser : undefined;
    return readSlack(delivery.headers["content-type"] ?? "", delivery.body, bot);
  },
  conversationKey: ({ channel, thread, user }) => `${channel}/${thread ?? `@${user}`}`,
  send: sendSlack,
  simulate: simulateSlack,
  async test(account, fetch) {
    const verdict = judgeSlack(await callSlack(account, "auth.test", {}, fetch));
    if (verdict.kind !== "ok") return { ok: false, detail: verdict.why };
    const { team, user, user_id: id } = verdict.body;
    return { ok: true, detail: `in ${team} as ${user}, botUser ${id}` };
  },
};
