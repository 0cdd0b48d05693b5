import { id, sameSecret } from "../../http-client/parse-payload.ts";
import { bodyDigest } from "../body-digest.ts";
import { eventType } from "../event-type.ts";
import type { WebhookPreset } from "../preset.ts";
import { STANDARD_SECRET, textSecret } from "../preset-secrets.ts";
import { signedHeaders, signedProblem } from "./standard.ts";

/**
 * GitLab (docs.gitlab.com, "Webhooks"): a signing token, which signs as Standard Webhooks, or the older secret token, which comes as it is in
 * `X-Gitlab-Token`. A retry has the same `Idempotency-Key`, which is the `webhook-id` of a signed one; versions before 17.4 send neither.
 */
export const gitlab: WebhookPreset = {
  name: "gitlab",
  about: "signed with GitLab's signing token, or with its secret token in X-Gitlab-Token",
  idFrom: "as webhook-id, or as Idempotency-Key",
  secrets: {
    signingSecret: STANDARD_SECRET,
    bearerSecret: textSecret("instead: the secret token of the webhook, at least 16 characters", 16),
  },
  problem: (secrets, delivery) => {
    if (secrets["signingSecret"] !== undefined) return signedProblem(secrets, delivery);
    const given = delivery.headers["x-gitlab-token"];
    if (given === undefined) return "expected the header X-Gitlab-Token";
    return sameSecret(given, secrets["bearerSecret"] ?? "") ? null : "the token in X-Gitlab-Token is wrong";
  },
  event: ({ headers, body }) => {
    const known = id(headers["webhook-id"]) ?? id(headers["idempotency-key"]);
    return { id: known ?? bodyDigest(body), ...eventType(headers["x-gitlab-event"]) };
  },
  sign: (secrets, { payload, event, now, type = "Push Hook" }) => {
    const body = JSON.stringify(payload ?? {});
    const proof: { [name: string]: string } =
      secrets["signingSecret"] === undefined
        ? { "x-gitlab-token": secrets["bearerSecret"] ?? "" }
        : signedHeaders(secrets, event, body, now);
    return {
      headers: { "content-type": "application/json", "x-gitlab-event": type, "idempotency-key": event, ...proof },
      body,
    };
  },
};
