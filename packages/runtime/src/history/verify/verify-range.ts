import type { DatabaseSync } from "node:sqlite";
import { BLOCK, BLOCK_LEVEL, CompactRange, sameHash } from "@sdetkit/core";
import { hashing } from "../../platform/hashing.ts";
import { blockRoot, HASH_SIZE } from "./block-root.ts";
import { fastPathReader } from "./fast-path-block.ts";
import { ProblemList } from "./problem-list.ts";
import type { RangeReport, RangeTask } from "./range-report.ts";
import { type FoundRows, verifyRows } from "./verify-rows.ts";

/** Looks at one part of the ledger: leaves, their hashes, the kept block roots, and every index row. */
export function verifyRange(database: DatabaseSync, { begin, end, marks }: RangeTask): RangeReport {
  const found: FoundRows = {
    problems: new ProblemList(),
    altered: [],
    strangers: [],
    acts: 0,
    records: new Set(),
    blobs: new Set(),
  };
  const blocks: RangeReport["blocks"][number][] = [];
  const marked: RangeReport["marks"][number][] = [];
  const [leaves, kept] = [new CompactRange(hashing), new CompactRange(hashing)];
  const digestLists = new Set<string>();
  const readFastPath = fastPathReader(database);
  const keptRoots = keptBlocks(database, begin, end);
  for (let at = begin; at < end; at += BLOCK) {
    const stop = Math.min(end, at + BLOCK);
    const sound = readFastPath(at, stop);
    found.acts += sound?.acts ?? 0;
    for (const hash of sound?.records ?? []) found.records.add(hash);
    for (const digests of sound?.blobs ?? []) digestLists.add(digests);
    const hashes =
      sound === null ? verifyRows(database, at, stop, found) : { leaves: sound.hashes, kept: sound.hashes };
    for (const mark of marks.filter((each) => each > at && each <= stop)) {
      const upTo = leaves.clone();
      appendAll(upTo, hashes.leaves.subarray(0, (mark - at) * HASH_SIZE));
      marked.push({ mark, size: upTo.size, nodes: upTo.nodes });
    }
    const root = appendAll(leaves, hashes.leaves);
    if (hashes.kept === hashes.leaves && root !== null) kept.append(root, BLOCK_LEVEL);
    else appendAll(kept, hashes.kept);
    const position = at / BLOCK;
    const was = keptRoots.get(position) ?? null;
    if (root !== null && (was === null || !sameHash(root, was))) blocks.push({ position, kept: was, root });
  }
  for (const digests of digestLists) {
    for (const digest of JSON.parse(`[${digests}]`) as string[]) found.blobs.add(digest);
  }
  return {
    begin,
    rows: leaves.size,
    acts: found.acts,
    leaves: { size: leaves.size, nodes: leaves.nodes },
    kept: found.altered.length === 0 ? null : { size: kept.size, nodes: kept.nodes },
    marks: marked,
    blocks,
    altered: found.altered,
    strangers: found.strangers,
    problems: found.problems.all(),
    records: [...found.records],
    blobs: [...found.blobs],
  };
}

/** Adds leaf hashes to a range; as one subtree, whose root is answered, when they are a whole block in its place. */
function appendAll(range: CompactRange, hashes: Buffer): Uint8Array | null {
  if (hashes.length === BLOCK * HASH_SIZE && range.size % BLOCK === 0) {
    const root = blockRoot(hashes);
    range.append(root, BLOCK_LEVEL);
    return root;
  }
  for (let at = 0; at < hashes.length; at += HASH_SIZE) range.append(hashes.subarray(at, at + HASH_SIZE));
  return null;
}

function keptBlocks(database: DatabaseSync, begin: number, end: number): Map<number, Uint8Array> {
  const rows = database
    .prepare("SELECT position, hash FROM blocks WHERE position >= ? AND position < ?")
    .all(Math.floor(begin / BLOCK), Math.ceil(end / BLOCK));
  return new Map(rows.map((row) => [row["position"] as number, row["hash"] as Uint8Array]));
}
