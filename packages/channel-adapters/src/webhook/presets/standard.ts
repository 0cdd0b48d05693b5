import type { KeyObject } from "node:crypto";
import type { ChannelAccount, Delivery } from "../../types.ts";
import type { WebhookPreset } from "../preset.ts";
import { STANDARD_SECRET } from "../preset-secrets.ts";
import { signingKey, signStandard, standardProblem } from "../standard-webhook.ts";

type Secrets = ChannelAccount["secrets"];

/** Standard Webhooks 1.0: what a channel with a signing secret takes unless it says otherwise. */
export const standard: WebhookPreset = {
  name: "standard",
  about: "signed as Standard Webhooks",
  idFrom: "as webhook-id",
  secrets: { signingSecret: STANDARD_SECRET },
  problem: signedProblem,
  event: ({ headers }) => ({ id: headers["webhook-id"]! }),
  sign: (secrets, { payload, event, now }) => {
    const body = JSON.stringify(payload ?? {});
    return { headers: { "content-type": "application/json", ...signedHeaders(secrets, event, body, now) }, body };
  },
};

/** Why a delivery is not signed with a channel's signing secret as Standard Webhooks ask, or null. */
export function signedProblem(secrets: Secrets, { headers, body, now }: Delivery): string | null {
  const key = keyOf(secrets);
  return key === null ? "there is no signing secret" : standardProblem(key, headers, body, now);
}

/** The headers that sign a body so. */
export function signedHeaders(
  secrets: Secrets,
  id: string,
  body: string | Uint8Array,
  now: number,
): { [name: string]: string } {
  const timestamp = String(Math.floor(now / 1000));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signStandard(keyOf(secrets)!, id, timestamp, Buffer.from(body)),
  };
}

// A key is made once for as long as its channel is remembered: making it costs more than the signature of a short event.
const keys = new WeakMap<Secrets, KeyObject | null>();

function keyOf(secrets: Secrets): KeyObject | null {
  const known = keys.get(secrets);
  if (known !== undefined) return known;
  const key = signingKey(secrets["signingSecret"] ?? "");
  keys.set(secrets, key);
  return key;
}
