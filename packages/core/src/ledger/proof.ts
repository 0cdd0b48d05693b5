import type { Hashing } from "../digest/sha256.ts";
import { type MerkleHash, nodeHash, sameHash } from "./merkle-hash.ts";

/** Gives the Merkle tree hash of the leaves `begin` to `end` (exclusive) of a tree: MTH(D[begin:end]) of RFC 6962. */
export type RangeRoot = (begin: number, end: number) => MerkleHash;

/** RFC 6962 section 2.1.1, PATH(index, D[size]): the siblings from the leaf up to the root. */
export function inclusionProof(index: number, size: number, rangeRoot: RangeRoot): MerkleHash[] {
  if (!isIndex(index, size)) throw new RangeError(`expected an index below ${size}, got ${index}`);
  const path: MerkleHash[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    if (index < middle) {
      path.push(rangeRoot(middle, end));
      end = middle;
    } else {
      path.push(rangeRoot(begin, middle));
      begin = middle;
    }
  }
  return path.reverse();
}

/** The root that a leaf's hash and its inclusion proof lead to, or null when the proof has a wrong length. */
export function rootOfInclusion(
  leaf: MerkleHash,
  index: number,
  size: number,
  proof: readonly MerkleHash[],
  hashing: Hashing,
): MerkleHash | null {
  if (!isIndex(index, size)) return null;
  let [node, at, last, used] = [leaf, index, size - 1, 0];
  for (; last > 0; at = half(at), last = half(last)) {
    // The last node of a level that has no sibling goes up as it is.
    if (at % 2 === 0 && at === last) continue;
    const sibling = proof[used++];
    if (sibling === undefined) return null;
    node = at % 2 === 1 ? nodeHash(sibling, node, hashing) : nodeHash(node, sibling, hashing);
  }
  return used === proof.length ? node : null;
}

/** Whether the proof shows that `leaf` is number `index` of the tree with this size and root. */
export function verifyInclusion(
  claim: { leaf: MerkleHash; index: number; size: number; root: MerkleHash; proof: readonly MerkleHash[] },
  hashing: Hashing,
): boolean {
  const root = rootOfInclusion(claim.leaf, claim.index, claim.size, claim.proof, hashing);
  return root !== null && sameHash(root, claim.root);
}

/** RFC 6962 section 2.1.2, PROOF(from, D[to]): shows that the tree of `from` leaves is the beginning of that of `to`. */
export function consistencyProof(from: number, to: number, rangeRoot: RangeRoot): MerkleHash[] {
  if (!Number.isSafeInteger(to) || !Number.isSafeInteger(from) || from < 0 || from > to) {
    throw new RangeError(`expected sizes in rising order, got ${from} and ${to}`);
  }
  if (from === 0 || from === to) return [];
  const path: MerkleHash[] = [];
  let [begin, end, whole] = [0, to, true];
  while (end !== from) {
    const middle = begin + splitOf(end - begin);
    if (from <= middle) {
      path.push(rangeRoot(middle, end));
      end = middle;
    } else {
      path.push(rangeRoot(begin, middle));
      begin = middle;
      whole = false;
    }
  }
  if (!whole) path.push(rangeRoot(begin, end));
  return path.reverse();
}

/** Whether the proof shows that the tree of size and root `from` is a prefix of the one of size and root `to`. */
export function verifyConsistency(
  claim: {
    from: { size: number; root: MerkleHash };
    to: { size: number; root: MerkleHash };
    proof: readonly MerkleHash[];
  },
  hashing: Hashing,
): boolean {
  const { from, to, proof } = claim;
  if (from.size > to.size || from.size < 0) return false;
  if (from.size === to.size) return proof.length === 0 && sameHash(from.root, to.root);
  if (from.size === 0) return proof.length === 0;
  let [at, last] = [from.size - 1, to.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  // When the smaller tree is perfect its root is the starting node itself and is left out of the proof.
  const path = at === 0 ? [from.root, ...proof] : [...proof];
  const start = path.shift();
  if (start === undefined) return false;
  let [older, newer] = [start, start];
  for (; last > 0; at = half(at), last = half(last)) {
    if (at % 2 === 0 && at === last) continue;
    const sibling = path.shift();
    if (sibling === undefined) return false;
    if (at % 2 === 1) [older, newer] = [nodeHash(sibling, older, hashing), nodeHash(sibling, newer, hashing)];
    else newer = nodeHash(newer, sibling, hashing);
  }
  return path.length === 0 && sameHash(older, from.root) && sameHash(newer, to.root);
}

/** The largest power of two below `size` (RFC 6962's k). */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isIndex(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}
