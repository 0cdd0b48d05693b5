import { field, id, sameSecret } from "../../http-client/parse-payload.ts";
import { eventType } from "../event-type.ts";
import { hexSignature } from "../hex-signature.ts";
import type { WebhookPreset } from "../preset.ts";
import { textSecret } from "../preset-secrets.ts";

/** Seconds that a timestamp may be off, either way: Stripe's own libraries allow as much. */
const TOLERANCE_SECONDS = 300;
/** While a secret is rolled, Stripe signs with both. */
const MOST_SIGNATURES = 8;

/** Stripe (docs.stripe.com, "Verify webhook signatures manually"): an HMAC over timestamp and raw body; the id stands in the event. */
export const stripe: WebhookPreset = {
  name: "stripe",
  about: "signed as Stripe does, in Stripe-Signature",
  idFrom: "as `id` of the event",
  secrets: { signingSecret: textSecret("the endpoint's signing secret at Stripe: whsec_…", 24) },
  problem: ({ signingSecret = "" }, { headers, body, now }) => {
    const parts = (headers["stripe-signature"] ?? "").split(",").map((part) => /^(\w+)=(.*)$/s.exec(part));
    const valuesOf = (name: string) => parts.flatMap((part) => (part?.[1] === name ? [part[2]!] : []));
    const [timestamp, ...more] = valuesOf("t");
    if (timestamp === undefined || more.length > 0 || !/^\d{1,12}$/.test(timestamp))
      return "expected Stripe-Signature with t= in seconds since 1970 and v1=";
    if (Math.abs(Math.floor(now / 1000) - Number(timestamp)) > TOLERANCE_SECONDS)
      return "the timestamp is too far from now";
    const expected = hexSignature(signingSecret, `${timestamp}.`, body);
    const given = valuesOf("v1").slice(0, MOST_SIGNATURES);
    return given.some((each) => sameSecret(each, expected)) ? null : "no signature in Stripe-Signature matches";
  },
  event: (_, payload) => {
    const event = id(field(payload, "id"));
    return event === undefined ? null : { id: event, ...eventType(field(payload, "type")) };
  },
  sign: ({ signingSecret = "" }, { payload, event, now, type }) => {
    const given = (payload ?? {}) as object;
    const body = JSON.stringify({ id: event, ...(type === undefined ? {} : { type }), ...given });
    const timestamp = Math.floor(now / 1000);
    const signature = hexSignature(signingSecret, `${timestamp}.`, body);
    return {
      headers: { "content-type": "application/json", "stripe-signature": `t=${timestamp},v1=${signature}` },
      body,
    };
  },
};
