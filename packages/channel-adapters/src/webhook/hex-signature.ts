import { createHmac } from "node:crypto";
import { sameSecret } from "../http-client/parse-payload.ts";

/** HMAC-SHA256 over the parts, one after the other, in hexadecimal. The secret is taken as it is written. */
export function hexSignature(secret: string, ...parts: readonly (string | Uint8Array)[]): string {
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** `sha256=…` over the raw body (WebSub, 8). */
export function hubSignature(secret: string, body: string | Uint8Array): string {
  return `sha256=${hexSignature(secret, body)}`;
}

/** Why a header is not the `sha256=…` of a body, or null. */
export function hubProblem(name: string, given: string | undefined, secret: string, body: Uint8Array): string | null {
  if (given === undefined || secret === "") return `expected the header ${name}`;
  return sameSecret(given, hubSignature(secret, body)) ? null : `the signature in ${name} does not match`;
}
