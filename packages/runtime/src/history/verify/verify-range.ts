import type { DatabaseSync } from "node:sqlite";
import { CompactRange, type Problem, sameHash } from "@sdetkit/core";
import { hashing } from "../../hashing.ts";
import { BLOCK, BLOCK_LEVEL } from "../ledger-store.ts";
import { blockRoot, HASH_SIZE } from "./block-root.ts";
import { ProblemList } from "./problem-list.ts";
import { soundReader } from "./sound-block.ts";
import { type FoundRows, verifyRows } from "./verify-rows.ts";

/** A part of the ledger: rows `begin` to `end` (exclusive); `begin` is a multiple of a power of two not below its length. */
export interface RangeTask {
  readonly begin: number;
  readonly end: number;
  /** Sizes inside the part at which somebody signed a root. */
  readonly marks: readonly number[];
}

/** A compact range in a form that threads can pass on. */
export interface RangeNodes {
  readonly size: number;
  readonly nodes: readonly Uint8Array[];
}

/** What was found in a part of the ledger. Only the signed root can tell whether leaf or kept hash was altered. */
export interface RangeReport {
  readonly begin: number;
  readonly rows: number;
  /** Over the leaves as they are. */
  readonly leaves: RangeNodes;
  /** Over the hashes kept beside the leaves; null when they agree. */
  readonly kept: RangeNodes | null;
  readonly marks: readonly (RangeNodes & { readonly mark: number })[];
  readonly problems: readonly Problem[];
  /** Rows whose kept hash is not that of their leaf. */
  readonly altered: readonly { readonly seq: number; readonly kept: Uint8Array; readonly hash: Uint8Array }[];
  /** Blocks whose kept root is not that of their leaves. */
  readonly blocks: readonly {
    readonly position: number;
    readonly kept: Uint8Array | null;
    readonly root: Uint8Array;
  }[];
  /** Rows whose index row names another run: candidates for rows that changed places. */
  readonly strangers: readonly { readonly seq: number; readonly run: string; readonly indexed: string }[];
  readonly records: readonly string[];
  readonly blobs: readonly string[];
}

/** Looks at one part of the ledger: leaves, their hashes, the kept block roots, and every index row. */
export function verifyRange(database: DatabaseSync, { begin, end, marks }: RangeTask): RangeReport {
  const found: FoundRows = {
    problems: new ProblemList(),
    altered: [],
    strangers: [],
    records: new Set(),
    blobs: new Set(),
  };
  const blocks: RangeReport["blocks"][number][] = [];
  const marked: RangeReport["marks"][number][] = [];
  const [leaves, kept] = [new CompactRange(hashing), new CompactRange(hashing)];
  const digestLists = new Set<string>();
  const readSound = soundReader(database);
  const keptRoots = keptBlocks(database, begin, end);
  for (let at = begin; at < end; at += BLOCK) {
    const stop = Math.min(end, at + BLOCK);
    const sound = readSound(at, stop);
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
