import { hash } from "node:crypto";
import { BLOCK } from "@sdetkit/core";

/** Bytes of a hash. */
export const HASH_SIZE = 32;

/** Used again for every block: hashing is synchronous and keeps nothing. */
const level = Buffer.alloc((BLOCK / 2) * HASH_SIZE);
const pair = Buffer.alloc(1 + 2 * HASH_SIZE, 1);

/**
 * RFC 6962 section 2.1: the root over the leaf hashes of one block, one behind the other. Level by level in one buffer: less
 * than half the time of appending them to a `CompactRange`.
 */
export function blockRoot(hashes: Buffer): Uint8Array {
  let from = hashes;
  for (let width = BLOCK; width > 1; width /= 2) {
    for (let i = 0; i < width; i += 2) {
      from.copy(pair, 1, i * HASH_SIZE, (i + 2) * HASH_SIZE);
      level.write(hash("sha256", pair, "binary"), (i / 2) * HASH_SIZE, HASH_SIZE, "latin1");
    }
    from = level;
  }
  return Uint8Array.from(level.subarray(0, HASH_SIZE));
}
