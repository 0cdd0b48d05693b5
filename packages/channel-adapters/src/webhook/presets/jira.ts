import { field, id } from "../../http-client/parse-payload.ts";
import { bodyDigest } from "../body-digest.ts";
import { eventType } from "../event-type.ts";
import { hubProblem, hubSignature } from "../hex-signature.ts";
import type { WebhookPreset } from "../preset.ts";
import { textSecret } from "../preset-secrets.ts";

/**
 * Jira (developer.atlassian.com, "Webhooks", "Secure admin webhooks"): an HMAC over the raw body. A retry has the same
 * `X-Atlassian-Webhook-Identifier`; that header is not signed. Who sends none is known by the body, which holds the time of the event.
 */
export const jira: WebhookPreset = {
  name: "jira",
  about: "signed as Jira does, in X-Hub-Signature",
  idFrom: "as X-Atlassian-Webhook-Identifier",
  secrets: { signingSecret: textSecret("the webhook's secret at Jira, at least 16 characters", 16) },
  problem: ({ signingSecret = "" }, { headers, body }) =>
    hubProblem("X-Hub-Signature", headers["x-hub-signature"], signingSecret, body),
  event: ({ headers, body }, payload) => {
    const known = id(headers["x-atlassian-webhook-identifier"]);
    return { id: known ?? bodyDigest(body), ...eventType(field(payload, "webhookEvent")) };
  },
  sign: ({ signingSecret = "" }, { payload, event, type }) => {
    const body = JSON.stringify({ ...(type === undefined ? {} : { webhookEvent: type }), ...(payload as object) });
    const signature = { "x-hub-signature": hubSignature(signingSecret, body) };
    return {
      headers: { "content-type": "application/json", "x-atlassian-webhook-identifier": event, ...signature },
      body,
    };
  },
};
