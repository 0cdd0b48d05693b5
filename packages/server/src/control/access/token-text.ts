import { hash, randomBytes } from "node:crypto";
import { tokenOf } from "@sdetkit/runtime";

/** A new token: `sdk_`, 256 bits of chance in base62, and their checksum. */
export function newTokenText(): string {
  return tokenOf(BigInt(`0x${randomBytes(32).toString("hex")}`));
}

/**
 * What of a token is kept. A plain SHA-256 is enough: nobody guesses 256 bits, so there is nothing to slow down. It is looked up by
 * an index; how long that takes tells at most something about hashes, and from a hash leads no way to a token.
 */
export function tokenHash(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
