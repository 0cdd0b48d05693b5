import { hash } from "node:crypto";

/** An id for an event whose sender gives none: equal bodies are the same event. */
export function bodyDigest(body: Uint8Array): string {
  return `body:${hash("sha256", body, "hex")}`;
}
