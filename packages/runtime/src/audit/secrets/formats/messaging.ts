import type { Vendor } from "./format.ts";
import { ALNUM32, HEX32, HEX64, UUID } from "./shapes.ts";

/** Chat, mail, text messages, calls, notifications. */
export const messaging: readonly Vendor[] = [
  {
    id: "slack",
    title: "Slack",
    formats: [
      { kind: "bot token", starts: "xoxb-", body: "[0-9]{8,14}-(?:[0-9]{10,13}-)?[0-9A-Za-z-]{12,36}" },
      {
        kind: "user token",
        starts: ["xoxp-", "xoxe-"],
        body: "[0-9]{10,13}-[0-9]{10,13}-[0-9]{10,13}-[0-9A-Za-z-]{28,34}",
      },
      { kind: "app-level token", starts: "xapp-", body: "[0-9]-[0-9A-Za-z]{1,40}-[0-9]{1,20}-[0-9A-Za-z]{1,100}" },
      { kind: "configuration access token", starts: ["xoxe.xoxb-", "xoxe.xoxp-"], body: "[0-9]-[0-9A-Za-z]{163,166}" },
      { kind: "configuration refresh token", starts: "xoxe-", body: "[0-9]-[0-9A-Za-z]{146}" },
      {
        kind: "legacy token",
        starts: ["xoxo-", "xoxs-"],
        body: "[0-9]{1,20}-[0-9]{1,20}-[0-9]{1,20}-[0-9A-Fa-f]{1,80}",
      },
      { kind: "workspace token", starts: ["xoxa-", "xoxr-"], body: "(?:[0-9]-)?[0-9A-Za-z-]{8,80}" },
      { kind: "session token", starts: "xoxc-", body: "[0-9]{9,15}-[0-9]{9,15}-[0-9]{9,15}-[0-9a-f]{64}" },
      { kind: "session cookie", starts: "xoxd-", body: "[\\w/\\\\%+-]{100,500}={0,2}" },
      { kind: "webhook", starts: "hooks.slack.com/", body: "(?:services|workflows|triggers)/[0-9A-Za-z+/]{43,80}" },
    ],
  },
  {
    id: "discord",
    title: "Discord",
    formats: [
      { kind: "bot token", value: "[MNO][0-9A-Za-z_-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,38}" },
      {
        kind: "webhook",
        starts: ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
        body: "[0-9]{17,20}/[\\w-]{60,80}",
      },
      { kind: "API token", value: HEX64 },
      { kind: "client id", value: "[0-9]{18,19}", entropy: 2.2, severity: "warning" },
      { kind: "client secret", value: "[\\w=-]{32}" },
    ],
  },
  {
    id: "telegram",
    title: "Telegram",
    names: ["telegr"],
    formats: [
      { kind: "bot token", before: "[0-9]{8,10}", starts: ":AA", body: "[\\w-]{33}" },
      { kind: "named bot token", value: "[0-9]{5,16}:A[\\w-]{34}" },
    ],
  },
  {
    id: "teams",
    title: "Microsoft Teams",
    formats: [
      {
        kind: "webhook",
        starts: ".webhook.office.com/webhookb2/",
        before: "https://[0-9a-z]{1,60}",
        body: "[0-9A-Za-z-]{36}@[0-9A-Za-z-]{36}/IncomingWebhook/[0-9A-Za-z]{32}/[0-9A-Za-z-]{36}(?:/[\\w-]{1,60})?",
      },
      {
        kind: "workflow webhook",
        starts: ".logic.azure.com",
        before: "https://[0-9a-z.-]{1,80}",
        body: "(?::443)?/workflows/[0-9a-f]{32}/triggers/[\\w/-]{1,40}\\?[\\w=&%.-]{1,120}sig=[\\w-]{43}",
      },
    ],
  },
  {
    id: "google-chat",
    title: "Google Chat",
    formats: [
      {
        kind: "webhook",
        starts: "chat.googleapis.com/v1/spaces/",
        body: "[\\w-]{8,20}/messages\\?key=[\\w-]{39}&token=[\\w%-]{40,60}",
      },
    ],
  },
  { id: "mattermost", title: "Mattermost", formats: [{ kind: "access token", value: "[0-9a-z]{26}" }] },
  {
    id: "rocketchat",
    title: "Rocket.Chat",
    names: ["rocketchat", "rocket_chat", "rocket.chat"],
    formats: [{ kind: "access token", value: "[\\w-]{43}", says: ["token", "secret", "auth"] }],
  },
  { id: "zulip", title: "Zulip", formats: [{ kind: "API key", value: "[0-9A-Za-z]{32}" }] },
  { id: "gitter", title: "Gitter", formats: [{ kind: "access token", value: "[\\w-]{40}" }] },
  {
    id: "lark",
    title: "Lark",
    names: ["lark", "feishu"],
    formats: [
      { kind: "app id", starts: "cli_", body: "[0-9A-Za-z]{16}", severity: "warning", entropy: 2.8 },
      { kind: "app secret", value: ALNUM32 },
    ],
  },
  {
    id: "dingtalk",
    title: "DingTalk",
    formats: [
      { kind: "webhook", starts: "oapi.dingtalk.com/robot/send?access_token=", body: "[0-9a-f]{64}" },
      { kind: "signing secret", value: "SEC[0-9a-f]{64}" },
    ],
  },
  {
    id: "wecom",
    title: "WeCom",
    formats: [{ kind: "webhook", starts: "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", body: UUID }],
  },
  {
    id: "twilio",
    title: "Twilio",
    formats: [
      { kind: "API key", starts: "SK", body: "[0-9A-Fa-f]{32}", entropy: 3 },
      { kind: "account SID", starts: "AC", body: "[0-9a-f]{32}", entropy: 3, severity: "note" },
      { kind: "auth token", value: HEX32 },
    ],
  },
  {
    id: "sendgrid",
    title: "SendGrid",
    formats: [{ kind: "API key", starts: "SG.", body: "[\\w=.-]{66}" }],
  },
  {
    id: "mailgun",
    title: "Mailgun",
    formats: [
      { kind: "private API key", starts: "key-", body: HEX32, entropy: 3 },
      { kind: "public validation key", starts: "pubkey-", body: HEX32, severity: "warning" },
      { kind: "signing key", value: "[0-9a-h]{32}-[0-9a-h]{8}-[0-9a-h]{8}" },
      { kind: "webhook signing key", value: HEX32, says: ["sign", "webhook"] },
    ],
  },
  {
    id: "mailchimp",
    title: "Mailchimp",
    formats: [
      { kind: "API key", before: HEX32, starts: "-us", body: "[0-9]{1,2}" },
      { kind: "transactional API key", starts: "md-", body: "[0-9A-Za-z]{22}", entropy: 3.5 },
    ],
  },
  {
    id: "brevo",
    title: "Brevo",
    formats: [
      { kind: "API key", starts: "xkeysib-", body: "[0-9a-f]{64}-[0-9A-Za-z]{16}" },
      { kind: "SMTP key", starts: "xsmtpsib-", body: "[0-9a-f]{64}-[0-9A-Za-z]{16}" },
    ],
  },
  {
    id: "postmark",
    title: "Postmark",
    formats: [{ kind: "server token", value: UUID, says: ["token", "key", "server"] }],
  },
  { id: "sparkpost", title: "SparkPost", formats: [{ kind: "API key", value: "[0-9a-f]{40}" }] },
  {
    id: "mailersend",
    title: "MailerSend",
    formats: [{ kind: "API token", starts: "mlsn.", body: "[0-9A-Za-z]{30,100}" }],
  },
  { id: "mailjet", title: "Mailjet", formats: [{ kind: "secret key", value: HEX32 }] },
  {
    id: "resend",
    title: "Resend",
    formats: [{ kind: "API key", starts: "re_", body: "[0-9A-Za-z]{8}_[0-9A-Za-z]{24}" }],
  },
  {
    id: "loops",
    title: "Loops",
    names: ["loops_api", "loops_key", "loops_token"],
    formats: [{ kind: "API key", value: HEX32 }],
  },
  {
    id: "customerio",
    title: "Customer.io",
    names: ["customerio", "customer_io", "customer.io"],
    formats: [{ kind: "API key", value: "[0-9a-f]{20,32}" }],
  },
  { id: "klaviyo", title: "Klaviyo", formats: [{ kind: "private API key", starts: "pk_", body: "[0-9A-Za-z]{34}" }] },
  { id: "iterable", title: "Iterable", formats: [{ kind: "API key", value: HEX32 }] },
  {
    id: "messagebird",
    title: "Bird",
    names: ["messagebird", "message_bird", "message-bird"],
    formats: [
      { kind: "access key", value: "[0-9A-Za-z]{25}" },
      { kind: "client id", value: UUID, severity: "warning" },
    ],
  },
  {
    id: "nexmo",
    title: "Vonage",
    names: ["nexmo", "vonage"],
    formats: [{ kind: "API secret", value: "[0-9A-Za-z]{16}", says: ["secret"], entropy: 3.2 }],
  },
  {
    id: "plivo",
    title: "Plivo",
    formats: [
      { kind: "auth token", value: "[\\w-]{40}", says: ["secret", "token", "key"] },
      { kind: "auth id", value: "MA[0-9A-Z]{18}", severity: "warning" },
    ],
  },
  {
    id: "telnyx",
    title: "Telnyx",
    formats: [{ kind: "API key", value: "KEY[\\w-]{55}" }],
  },
  { id: "sinch", title: "Sinch", formats: [{ kind: "key secret", value: "[\\w~.-]{26,34}", says: ["secret"] }] },
  {
    id: "onesignal",
    title: "OneSignal",
    formats: [
      { kind: "API key", starts: ["os_v2_app_", "os_v2_org_"], body: "[a-z2-7]{103}" },
      { kind: "legacy REST API key", value: "[0-9A-Za-z]{48}" },
    ],
  },
  { id: "pushover", title: "Pushover", formats: [{ kind: "application token", value: "[0-9a-z]{30}" }] },
  {
    id: "sendbird",
    title: "Sendbird",
    formats: [
      { kind: "access token", value: "[0-9a-f]{40}" },
      { kind: "application id", value: UUID, severity: "warning" },
    ],
  },
  {
    id: "getstream",
    title: "Stream",
    names: ["getstream", "stream_secret", "stream_api_secret"],
    formats: [{ kind: "API secret", value: "[0-9a-z]{64}" }],
  },
  {
    id: "courier",
    title: "Courier",
    formats: [{ kind: "auth token", starts: ["pk_prod_", "pk_test_"], body: "[0-9A-Z]{28}" }],
  },
  { id: "novu", title: "Novu", formats: [{ kind: "secret key", value: HEX32 }] },
  {
    id: "gc-notify",
    title: "GC Notify",
    formats: [{ kind: "API key", starts: "gcntfy-", body: `[\\w-]{1,60}-${UUID}-${UUID}` }],
  },
];
