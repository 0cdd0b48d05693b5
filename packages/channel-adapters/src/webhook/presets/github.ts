import { id, utf8 } from "../../http-client/parse-payload.ts";
import { eventType } from "../event-type.ts";
import { hubProblem, hubSignature } from "../hex-signature.ts";
import type { WebhookPreset } from "../preset.ts";
import { textSecret } from "../preset-secrets.ts";

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/**
 * GitHub (docs.github.com, "Validating webhook deliveries"): an HMAC over the raw body. A redelivery has the same `X-GitHub-Delivery`; that
 * header is not signed.
 */
export const github: WebhookPreset = {
  name: "github",
  about: "signed as GitHub does, in X-Hub-Signature-256",
  idFrom: "as X-GitHub-Delivery",
  secrets: { signingSecret: textSecret("the webhook's secret at GitHub, at least 16 characters", 16) },
  problem: ({ signingSecret = "" }, { headers, body }) =>
    hubProblem("X-Hub-Signature-256", headers["x-hub-signature-256"], signingSecret, body),
  // The content type that GitHub preselects.
  json: ({ headers, body }) => {
    if (!FORM.test(headers["content-type"] ?? "")) return undefined;
    return new URLSearchParams(utf8(body) ?? "").get("payload") ?? "";
  },
  event: ({ headers }) => {
    const delivery = id(headers["x-github-delivery"]);
    const { type } = eventType(headers["x-github-event"]);
    if (delivery === undefined || type === undefined) return null;
    return { id: delivery, type, ...(type === "ping" ? { ping: true } : {}) };
  },
  sign: ({ signingSecret = "" }, { payload, event, type = "push" }) => {
    const body = JSON.stringify(payload ?? {});
    const signature = { "x-hub-signature-256": hubSignature(signingSecret, body) };
    return {
      headers: { "content-type": "application/json", "x-github-delivery": event, "x-github-event": type, ...signature },
      body,
    };
  },
};
