import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hashing, Sha256 } from "../digest/sha256.ts";
import { CompactRange } from "./compact-range.ts";
import { emptyRoot, leafHash, type MerkleHash, nodeHash } from "./merkle-hash.ts";
import { consistencyProof, inclusionProof, type RangeRoot, verifyConsistency, verifyInclusion } from "./proof.ts";

const hashing: Hashing = {
  hex: (data) => hash("sha256", data, "hex") as Sha256,
  bytes: (data) => hash("sha256", data, "buffer"),
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The eight leaves and the roots that the certificate-transparency implementations share. */
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const leaves = LEAVES.map((leaf) => leafHash(Buffer.from(leaf, "hex"), hashing));

function rangeOf(hashes: readonly MerkleHash[]): CompactRange {
  const range = new CompactRange(hashing);
  for (const each of hashes) range.append(each);
  return range;
}
const rootsOf =
  (hashes: readonly MerkleHash[]): RangeRoot =>
  (begin, end) =>
    rangeOf(hashes.slice(begin, end)).root();

/** RFC 6962 section 2.1 written down word by word, as the thing to compare with. */
function merkleTreeHash(hashes: readonly MerkleHash[]): MerkleHash {
  if (hashes.length === 0) return emptyRoot(hashing);
  if (hashes.length === 1) return hashes[0]!;
  const k = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return nodeHash(merkleTreeHash(hashes.slice(0, k)), merkleTreeHash(hashes.slice(k)), hashing);
}
const someLeaves = fc
  .integer({ min: 1, max: 130 })
  .map((n) => Array.from({ length: n }, (_, i) => leafHash(`leaf ${i}`, hashing)));

describe("the Merkle tree of RFC 6962", () => {
  it("gives the published roots for each size", () => {
    expect(ROOTS.map((_, size) => hex(rangeOf(leaves.slice(0, size)).root()))).toEqual(ROOTS);
    expect(hex(emptyRoot(hashing))).toBe(ROOTS[0]);
  });

  it("hashes text as its UTF-8 bytes", () => {
    expect(leafHash("naïve 😀", hashing)).toEqual(leafHash(Buffer.from("naïve 😀"), hashing));
  });

  it("builds the audit paths and consistency proofs of the seven-leaf example in section 2.1.3", () => {
    const [a, b, c, d, e, f, j] = leaves.slice(0, 7) as [Uint8Array, ...Uint8Array[]] as MerkleHash[];
    const [g, h, i] = [nodeHash(a!, b!, hashing), nodeHash(c!, d!, hashing), nodeHash(e!, f!, hashing)];
    const [k, l] = [nodeHash(g, h, hashing), nodeHash(i, j!, hashing)];
    const path = (m: number) => inclusionProof(m, 7, rootsOf(leaves.slice(0, 7)));
    expect(path(0)).toEqual([b, h, l]);
    expect(path(3)).toEqual([c, g, l]);
    expect(path(4)).toEqual([f, j, k]);
    expect(path(6)).toEqual([i, k]);
    const proof = (m: number) => consistencyProof(m, 7, rootsOf(leaves.slice(0, 7)));
    expect(proof(3)).toEqual([c, d, g, l]);
    expect(proof(4)).toEqual([l]);
    expect(proof(6)).toEqual([i, j, k]);
  });

  it("gives the published inclusion proofs of the eight-leaf tree", () => {
    expect(inclusionProof(0, 8, rootsOf(leaves)).map(hex)).toEqual([
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]);
    expect(inclusionProof(1, 5, rootsOf(leaves)).map(hex)).toEqual([
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]);
  });
});

describe("CompactRange", () => {
  it("has the root of the definition, also when it was taken apart, stored and joined again", () => {
    fc.assert(
      fc.property(someLeaves, fc.integer({ min: 0, max: 5 }), (hashes, level) => {
        const whole = new CompactRange(hashing);
        for (let at = 0; at < hashes.length; at += 2 ** level) {
          const part = rangeOf(hashes.slice(at, at + 2 ** level));
          whole.merge(new CompactRange(hashing, part.size, part.nodes));
        }
        expect(whole.root()).toEqual(merkleTreeHash(hashes));
        expect(whole.size).toBe(hashes.length);
      }),
    );
  });

  it("refuses a subtree that does not begin where it could lie, and a frontier that does not fit", () => {
    const range = rangeOf(leaves.slice(0, 3));
    expect(() => range.append(leaves[0]!, 1)).toThrow(/cannot begin at leaf 3/);
    expect(() => range.merge(rangeOf(leaves.slice(0, 2)))).toThrow(RangeError);
    expect(() => new CompactRange(hashing, 3, [leaves[0]!])).toThrow(/expected 2 nodes/);
  });

  it("counts beyond 32 bits", () => {
    const range = new CompactRange(hashing, 2 ** 40, [leaves[0]!]);
    range.append(leaves[1]!);
    range.append(leaves[2]!);
    expect(range.size).toBe(2 ** 40 + 2);
    expect(range.nodes).toHaveLength(2);
  });
});

describe("proofs", () => {
  it("shows every leaf, and no other leaf, index, size, root or path", () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), fc.nat(255), (hashes, pick, at, flip) => {
        const [index, size] = [pick % hashes.length, hashes.length];
        const proof = inclusionProof(index, size, rootsOf(hashes));
        const claim = { leaf: hashes[index]!, index, size, root: merkleTreeHash(hashes), proof };
        expect(verifyInclusion(claim, hashing)).toBe(true);
        const altered = (bytes: Uint8Array) => bytes.map((byte, i) => (i === at % 32 ? byte ^ (flip || 1) : byte));
        expect(verifyInclusion({ ...claim, leaf: altered(claim.leaf) }, hashing)).toBe(false);
        expect(verifyInclusion({ ...claim, root: altered(claim.root) }, hashing)).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, claim.leaf] }, hashing)).toBe(false);
        expect(verifyInclusion({ ...claim, index: (index + 1) % size, size }, hashing)).toBe(size === 1);
        expect(verifyInclusion({ ...claim, index: -1 }, hashing)).toBe(false);
        expect(verifyInclusion({ ...claim, index: size }, hashing)).toBe(false);
        if (proof.length === 0) return;
        expect(verifyInclusion({ ...claim, proof: proof.slice(1) }, hashing)).toBe(false);
        const bent = proof.map((each, i) => (i === at % proof.length ? altered(each) : each));
        expect(verifyInclusion({ ...claim, proof: bent }, hashing)).toBe(false);
      }),
    );
  });

  it("shows that an older tree is the beginning of a newer one, and refuses a rewritten past", () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), (hashes, pick, at) => {
        const size = pick % (hashes.length + 1);
        const claim = {
          from: { size, root: merkleTreeHash(hashes.slice(0, size)) },
          to: { size: hashes.length, root: merkleTreeHash(hashes) },
          proof: consistencyProof(size, hashes.length, rootsOf(hashes)),
        };
        expect(verifyConsistency(claim, hashing)).toBe(true);
        expect(verifyConsistency({ ...claim, proof: [...claim.proof, hashes[0]!] }, hashing)).toBe(false);
        expect(verifyConsistency({ ...claim, from: claim.to, to: claim.from }, hashing)).toBe(size === hashes.length);
        if (size === 0) return;
        const rewritten = hashes.map((each, i) => (i === at % size ? leafHash("another", hashing) : each));
        const bent = {
          from: claim.from,
          to: { size: hashes.length, root: merkleTreeHash(rewritten) },
          proof: consistencyProof(size, hashes.length, rootsOf(rewritten)),
        };
        expect(verifyConsistency(bent, hashing)).toBe(false);
        if (claim.proof.length > 0) {
          expect(verifyConsistency({ ...claim, proof: claim.proof.slice(1) }, hashing)).toBe(false);
        }
      }),
    );
  });
});
