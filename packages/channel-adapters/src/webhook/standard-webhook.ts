import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

/** Seconds that a timestamp may be off, either way. */
const TOLERANCE_SECONDS = 300;

/** The key inside `whsec_…` (Standard Webhooks, "Signature scheme"); null when it is not 24 to 64 bytes of base64. */
export function signingKey(secret: string): KeyObject | null {
  const text = secret.replace(/^whsec_/, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const key = Buffer.from(text, "base64");
  return key.length >= 24 && key.length <= 64 ? createSecretKey(key) : null;
}

/** `v1,…` over the raw bytes. */
export function signStandard(key: KeyObject, id: string, timestamp: string, body: Uint8Array): string {
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64")}`;
}

/**
 * Why a delivery is not signed as Standard Webhooks 1.0 asks, or null. Done here and not by the `standardwebhooks` library, which
 * reads its own clock and hashes the body as text: bytes that are no UTF-8 would all count as the same.
 */
export function standardProblem(
  key: KeyObject,
  headers: { readonly [name: string]: string },
  body: Uint8Array,
  now: number,
): string | null {
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map((name) => headers[`webhook-${name}`]);
  if (!id || !timestamp || !signatures)
    return "expected the headers webhook-id, webhook-timestamp and webhook-signature";
  if (!/^\d{1,12}$/.test(timestamp)) return "expected webhook-timestamp in seconds since 1970";
  if (Math.abs(Math.floor(now / 1000) - Number(timestamp)) > TOLERANCE_SECONDS)
    return "the timestamp is too far from now";
  const expected = Buffer.from(signStandard(key, id, timestamp, body));
  // A rotation of secrets sends several, separated by spaces.
  const right = signatures.split(" ").some((signature) => same(Buffer.from(signature), expected));
  return right ? null : "no signature matches";
}

/** How long it takes tells nothing about where they differ. */
function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
