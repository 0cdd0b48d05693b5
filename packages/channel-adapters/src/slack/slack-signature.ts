import { createHmac, timingSafeEqual } from "node:crypto";
import type { Delivery } from "../types.ts";

const SIGNATURE = "x-slack-signature";
const TIMESTAMP = "x-slack-request-timestamp";
/** Seconds that a request may be old, or ahead of our clock. */
const WINDOW = 300;

/**
 * What is wrong with a request's signature: null when Slack made it, with this secret, for these bytes, in the last five
 * minutes (docs.slack.dev, "Verifying requests from Slack", version v0).
 */
export function slackProblem(signingSecret: string, { headers, body, now }: Delivery): string | null {
  const timestamp = headers[TIMESTAMP] ?? "";
  const signature = headers[SIGNATURE] ?? "";
  if (signingSecret === "") return "the channel has no signing secret";
  if (!/^\d{1,12}$/.test(timestamp)) return "no timestamp";
  if (Math.abs(now - Number(timestamp) * 1000) > WINDOW * 1000) return "the timestamp is too far from now";
  const [, digest] = /^v0=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (digest === undefined) return "no signature";
  const expected = sign(signingSecret, timestamp, body);
  return timingSafeEqual(Buffer.from(digest, "hex"), expected) ? null : "the signature does not match";
}

/** The headers that Slack would send with these bytes. `now` in milliseconds since the epoch. */
export function slackHeaders(
  signingSecret: string,
  body: Uint8Array,
  now: number,
): { readonly [name: string]: string } {
  const timestamp = String(Math.floor(now / 1000));
  return {
    [TIMESTAMP]: timestamp,
    [SIGNATURE]: `v0=${sign(signingSecret, timestamp, body).toString("hex")}`,
  };
}

function sign(secret: string, timestamp: string, body: Uint8Array): Buffer {
  return createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
}
