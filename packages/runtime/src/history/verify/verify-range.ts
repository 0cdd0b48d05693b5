import type { DatabaseSync } from "node:sqlite";
import { CompactRange, type Envelope, leafHash, type Problem, sameHash } from "@sdetkit/core";
import { hashing } from "../../hashing.ts";
import { BLOCK, BLOCK_LEVEL } from "../ledger-store.ts";
import { actionRows, type Column, RUN_COLUMNS, runColumns, workerRows } from "../run-index.ts";
import { ProblemList } from "./problem-list.ts";

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

type LedgerRow = [seq: number, leaf: string, hash: Uint8Array, indexed: number | null, ...columns: Column[]];

const RUN_AT = 4;

/** Looks at one part of the ledger: leaves, their hashes, the kept block roots, and every index row. */
export function verifyRange(database: DatabaseSync, { begin, end, marks }: RangeTask): RangeReport {
  const problems = new ProblemList();
  const leaves = new CompactRange(hashing);
  const kept: Uint8Array[] = [];
  const state = {
    altered: [] as RangeReport["altered"][number][],
    blocks: [] as RangeReport["blocks"][number][],
    strangers: [] as RangeReport["strangers"][number][],
    marks: [] as RangeReport["marks"][number][],
    records: new Set<string>(),
    blobs: new Set<string>(),
  };
  const actions = groupReader(database, "run_actions", "action, count, failed, duration_ms", begin, end);
  const workers = groupReader(database, "run_workers", "worker, count, duration_ms", begin, end);
  const blocks = keptBlocks(database, begin, end);
  let block = new CompactRange(hashing);
  let [next, rows] = [begin, 0];

  for (const row of ledgerRows(database, begin, end)) {
    const [seq, leaf, hash] = row;
    for (; next < seq; next++) problems.add("ledger-row-missing", `ledger row ${next}`, "a row", "none");
    next = seq + 1;
    rows++;
    const computed = leafHash(leaf, hashing);
    block.append(computed);
    kept.push(hash);
    if (!sameBytes(computed, hash) || isBent(database, seq, leaf)) {
      state.altered.push({ seq, kept: hash, hash: computed });
    }
    if (marks.includes(next)) state.marks.push({ mark: next, ...nodesOf(leaves, block) });
    if (block.size === BLOCK) {
      const position = Math.floor(seq / BLOCK);
      const [root, was] = [block.root(), blocks.get(position) ?? null];
      leaves.append(root, BLOCK_LEVEL);
      if (was === null || !sameHash(root, was)) state.blocks.push({ position, kept: was, root });
      block = new CompactRange(hashing);
    }
    verifyLeaf(row, actions(seq), workers(seq), state, problems);
  }
  for (; next < end; next++) problems.add("ledger-row-missing", `ledger row ${next}`, "a row", "none");
  return {
    begin,
    rows,
    leaves: nodesOf(leaves, block),
    kept: state.altered.length === 0 ? null : nodesOfAll(kept),
    ...state,
    problems: problems.all(),
    records: [...state.records],
    blobs: [...state.blobs],
  };
}

interface Found {
  readonly strangers: { seq: number; run: string; indexed: string }[];
  readonly records: Set<string>;
  readonly blobs: Set<string>;
}

function verifyLeaf(row: LedgerRow, actions: string, workers: string, found: Found, problems: ProblemList): void {
  const [seq, leaf, , indexed] = row;
  const where = `ledger row ${seq}`;
  let envelope: Envelope;
  let expected: { columns: Column[]; actions: string; workers: string };
  try {
    envelope = JSON.parse(leaf) as Envelope;
    expected = {
      columns: runColumns(envelope),
      actions: joined(actionRows(envelope)),
      workers: joined(workerRows(envelope)),
    };
    found.records.add(envelope.record);
    for (const digest of envelope.blobs) found.blobs.add(digest);
  } catch {
    problems.add("ledger-row-altered", where, "the canonical JSON of an envelope", leaf);
    return;
  }
  if (indexed === null) {
    problems.add("index-altered", `runs, row ${seq}`, `the index row of run ${envelope.run}`, "none");
  } else {
    if (row[RUN_AT] !== envelope.run) {
      found.strangers.push({ seq, run: envelope.run, indexed: String(row[RUN_AT]) });
    }
    for (let i = 0; i < RUN_COLUMNS.length; i++) {
      if (row[RUN_AT + i] === expected.columns[i]) continue;
      problems.add("index-altered", `runs, row ${seq}, ${RUN_COLUMNS[i]}`, expected.columns[i], row[RUN_AT + i]);
    }
  }
  if (actions !== expected.actions) problems.add("index-altered", `run_actions, row ${seq}`, expected.actions, actions);
  if (workers !== expected.workers) problems.add("index-altered", `run_workers, row ${seq}`, expected.workers, workers);
}

/** A leaf that is not valid UTF-8 reads like one that holds U+FFFD: only then the bytes themselves are compared. */
function isBent(database: DatabaseSync, seq: number, leaf: string): boolean {
  if (!leaf.includes("\ufffd")) return false;
  const bytes = database.prepare("SELECT CAST(leaf AS BLOB) AS bytes FROM ledger WHERE seq = ?").get(seq)?.["bytes"];
  return !(bytes instanceof Uint8Array) || !sameBytes(bytes, Buffer.from(leaf));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function ledgerRows(database: DatabaseSync, begin: number, end: number): Iterable<LedgerRow> {
  const statement = database.prepare(
    `SELECT l.seq, l.leaf, l.hash, r.seq, ${RUN_COLUMNS.map((name) => `r.${name}`).join(", ")}
     FROM ledger l LEFT JOIN runs r ON r.seq = l.seq WHERE l.seq >= ? AND l.seq < ? ORDER BY l.seq`,
  );
  statement.setReturnArrays(true);
  return statement.iterate(begin, end) as unknown as Iterable<LedgerRow>;
}

/**
 * Reads the rows of a side table that belong to a ledger row, in step with a walk over the ledger. SQLite joins them to one
 * text in the order of the primary key: a value for each row would take longer than all the rest.
 */
function groupReader(database: DatabaseSync, table: string, columns: string, begin: number, end: number) {
  const text = columns.replaceAll(", ", " || ' ' || ");
  const statement = database.prepare(
    `SELECT seq, group_concat(${text} || '; ', '') FROM ${table} WHERE seq >= ? AND seq < ? GROUP BY seq`,
  );
  statement.setReturnArrays(true);
  const iterator = statement.iterate(begin, end) as unknown as Iterator<[number, string]>;
  let row = iterator.next();
  return (seq: number): string => {
    while (!row.done && row.value[0] < seq) row = iterator.next();
    return !row.done && row.value[0] === seq ? row.value[1] : "";
  };
}

function joined(rows: readonly (readonly Column[])[]): string {
  return rows.map((row) => `${row.join(" ")}; `).join("");
}

function keptBlocks(database: DatabaseSync, begin: number, end: number): Map<number, Uint8Array> {
  const rows = database
    .prepare("SELECT position, hash FROM blocks WHERE position >= ? AND position < ?")
    .all(Math.floor(begin / BLOCK), Math.ceil(end / BLOCK));
  return new Map(rows.map((row) => [row["position"] as number, row["hash"] as Uint8Array]));
}

/** Whole blocks and the one that is not full yet, as one range. */
function nodesOf(blocks: CompactRange, block: CompactRange): RangeNodes {
  const whole = blocks.clone();
  whole.merge(block);
  return { size: whole.size, nodes: whole.nodes };
}

function nodesOfAll(hashes: readonly Uint8Array[]): RangeNodes {
  const range = new CompactRange(hashing);
  for (const hash of hashes) range.append(hash);
  return { size: range.size, nodes: range.nodes };
}
