import type { DatabaseSync } from "node:sqlite";
import {
  BLOCK,
  BLOCK_LEVEL,
  CompactRange,
  inclusionProof,
  leafHash,
  openCheckpoint,
  type RangeRoot,
  verifyInclusion,
} from "@sdetkit/core";
import { databaseCorrupt } from "../files/storage-fault.ts";
import type { LedgerVerifier } from "../keys/ledger-key.ts";
import { hashing } from "../platform/hashing.ts";
import { readHead } from "./ledger-store.ts";
import type { InclusionBundle } from "./types.ts";

/** Builds the proof that row `seq` is in the ledger as the newest checkpoint signs it, and checks it before giving it away. */
export function proveRun(database: DatabaseSync, verifier: LedgerVerifier, seq: number): InclusionBundle {
  const head = readHead(database);
  const checkpoint = head === null ? null : openCheckpoint(head.checkpoint, verifier);
  const leaf = database.prepare("SELECT leaf FROM ledger WHERE seq = ?").get(seq)?.["leaf"];
  if (head === null || checkpoint === null || typeof leaf !== "string" || seq >= checkpoint.size) {
    throw databaseCorrupt(`no signed checkpoint over ledger row ${seq}`);
  }
  const { size, root } = checkpoint;
  const proof = inclusionProof(seq, size, rangeRoots(database));
  if (!verifyInclusion({ leaf: leafHash(leaf, hashing), index: seq, size, root, proof }, hashing)) {
    throw databaseCorrupt(`ledger rows that do not lead to the signed root`);
  }
  return {
    leaf,
    index: seq,
    size,
    hashes: proof.map((hash) => Buffer.from(hash).toString("hex")),
    root: Buffer.from(root).toString("hex"),
    checkpoint: head.checkpoint,
    publicKey: verifier.publicPem,
    verifierKey: verifier.verifierKey,
  };
}

/** Range roots from the kept roots of whole blocks and the leaf hashes behind the last of them. */
function rangeRoots(database: DatabaseSync): RangeRoot {
  const blocks = database.prepare("SELECT hash FROM blocks WHERE position >= ? AND position < ? ORDER BY position");
  const leaves = database.prepare("SELECT hash FROM ledger WHERE seq >= ? AND seq < ? ORDER BY seq");
  for (const statement of [blocks, leaves]) statement.setReturnArrays(true);
  return (begin, end) => {
    const range = new CompactRange(hashing);
    const whole = begin % BLOCK === 0 ? Math.floor(end / BLOCK) * BLOCK : begin;
    if (whole > begin) {
      for (const [hash] of rows(blocks.iterate(begin / BLOCK, whole / BLOCK))) range.append(hash, BLOCK_LEVEL);
    }
    for (const [hash] of rows(leaves.iterate(Math.max(begin, whole), end))) range.append(hash);
    return range.root();
  };
}

function rows(iterator: unknown): Iterable<[Uint8Array]> {
  return iterator as Iterable<[Uint8Array]>;
}
