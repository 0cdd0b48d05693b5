import type { Hashing } from "../digest/sha256.ts";

/** A node of the tree: 32 bytes of SHA-256. */
export type MerkleHash = Uint8Array;

/** RFC 6962 section 2.1: SHA-256(0x00 || leaf). Text is taken as UTF-8. */
export function leafHash(leaf: Uint8Array | string, hashing: Hashing): MerkleHash {
  // NUL is one zero byte in UTF-8, so text needs no copy into bytes: this is the inner loop of a verification.
  return hashing.bytes(typeof leaf === "string" ? `\0${leaf}` : prefixed(0, leaf));
}

/** Used again for every node: hashing is synchronous and keeps nothing. */
const pair = new Uint8Array(65).fill(1, 0, 1);

/** RFC 6962 section 2.1: SHA-256(0x01 || left || right). */
export function nodeHash(left: MerkleHash, right: MerkleHash, hashing: Hashing): MerkleHash {
  pair.set(left, 1);
  pair.set(right, 33);
  return hashing.bytes(pair);
}

/** RFC 6962 section 2.1: the root of the tree without leaves is SHA-256 of nothing. */
export function emptyRoot(hashing: Hashing): MerkleHash {
  return hashing.bytes(new Uint8Array(0));
}

/** Whether two hashes are the same. Hashes of a public log are no secrets: no constant time is needed. */
export function sameHash(a: MerkleHash, b: MerkleHash): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function prefixed(prefix: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 1);
  bytes[0] = prefix;
  bytes.set(data, 1);
  return bytes;
}
