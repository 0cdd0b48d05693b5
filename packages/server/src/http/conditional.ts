import { createHash } from "node:crypto";

const TAG_CHARACTERS = 27;

/** A strong entity tag of some content (RFC 9110, 8.8.3). */
export function etagOf(content: string | Uint8Array): string {
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, TAG_CHARACTERS)}"`;
}

/** Whether the client has this already (RFC 9110, 13.1.2). */
export function isKnown(etag: string, ifNoneMatch: string | null): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
