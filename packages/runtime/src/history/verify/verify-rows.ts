import type { DatabaseSync } from "node:sqlite";
import { leafHash } from "@sdetkit/core";
import { hashing } from "../../platform/hashing.ts";
import { readContent } from "../leaf.ts";
import {
  AUDIT_EVENT_COLUMNS,
  actionRows,
  auditEventColumns,
  type Column,
  RUN_COLUMNS,
  runColumns,
  workerRows,
} from "../run-index.ts";
import { holdsAuditEvents } from "../schema.ts";
import { HASH_SIZE } from "./block-root.ts";
import type { ProblemList } from "./problem-list.ts";
import type { RangeReport } from "./range-report.ts";

/** What the rows of a part have shown so far. */
export interface FoundRows {
  readonly problems: ProblemList;
  readonly altered: RangeReport["altered"][number][];
  readonly strangers: RangeReport["strangers"][number][];
  acts: number;
  readonly records: Set<string>;
  readonly blobs: Set<string>;
}

/** Hashes of the rows that are there, 32 bytes each: of the leaves, and kept beside them. */
export interface RowHashes {
  readonly leaves: Buffer;
  readonly kept: Buffer;
}

type LedgerRow = [seq: number, leaf: string, hash: Uint8Array, indexed: number | null, ...columns: Column[]];

const RUN_AT = 4;

/** Everything that the index says about one row of the ledger; null where a table has no row for it. */
interface IndexRows {
  readonly runs: readonly Column[] | null;
  readonly acts: readonly Column[] | null;
  readonly actions: string;
  readonly workers: string;
}

/** Looks at each row of the ledger by itself, from `begin` to `end` (exclusive), and names what is wrong with it. */
export function verifyRows(database: DatabaseSync, begin: number, end: number, found: FoundRows): RowHashes {
  const [leaves, kept]: [Uint8Array[], Uint8Array[]] = [[], []];
  const actions = groupReader(database, "run_actions", "action, count, failed, duration_ms", begin, end);
  const workers = groupReader(database, "run_workers", "worker, count, duration_ms", begin, end);
  const acts = actRows(database, begin, end);
  let next = begin;
  const missing = (seq: number) => found.problems.add("ledger-row-missing", `ledger row ${seq}`, "a row", "none");
  for (const row of ledgerRows(database, begin, end)) {
    const [seq, leaf, beside] = row;
    for (; next < seq; next++) missing(next);
    next = seq + 1;
    const computed = leafHash(leaf, hashing);
    leaves.push(computed);
    kept.push(beside);
    if (!sameBytes(computed, beside) || isBent(database, seq, leaf)) {
      found.altered.push({ seq, kept: beside, hash: computed });
    }
    const runs = row[3] === null ? null : (row.slice(RUN_AT) as Column[]);
    const got = { runs, acts: acts.get(seq) ?? null, actions: actions(seq), workers: workers(seq) };
    verifyLeaf(seq, leaf, got, found);
  }
  for (; next < end; next++) missing(next);
  return { leaves: Buffer.concat(leaves), kept: Buffer.concat(kept.map(sized)) };
}

/** A kept hash of another length cannot be right: it counts as zeros, so that the others stay in their places. */
function sized(hash: Uint8Array): Uint8Array {
  return hash.length === HASH_SIZE ? hash : new Uint8Array(HASH_SIZE);
}

function verifyLeaf(seq: number, leaf: string, got: IndexRows, found: FoundRows): void {
  const { problems } = found;
  let name: string;
  let expected: IndexRows;
  try {
    const content = readContent(leaf);
    if (content.kind === "act") {
      name = content.act.id;
      expected = { runs: null, acts: auditEventColumns(content.act), actions: "", workers: "" };
      found.acts++;
    } else {
      const { envelope } = content;
      name = envelope.run;
      expected = {
        runs: runColumns(envelope),
        acts: null,
        actions: joined(actionRows(envelope)),
        workers: joined(workerRows(envelope)),
      };
      found.records.add(envelope.record);
      for (const digest of envelope.blobs) found.blobs.add(digest);
    }
  } catch {
    problems.add("ledger-row-altered", `ledger row ${seq}`, "the canonical JSON of an envelope or an act", leaf);
    return;
  }
  const indexed = (expected.acts === null ? got.runs : got.acts) ?? got.runs ?? got.acts;
  if (indexed !== null && indexed[0] !== name) found.strangers.push({ seq, run: name, indexed: String(indexed[0]) });
  verifyColumns(`runs, row ${seq}`, RUN_COLUMNS, expected.runs, got.runs, problems);
  verifyColumns(`acts, row ${seq}`, AUDIT_EVENT_COLUMNS, expected.acts, got.acts, problems);
  for (const table of ["actions", "workers"] as const) {
    if (got[table] === expected[table]) continue;
    problems.add("index-altered", `run_${table}, row ${seq}`, expected[table], got[table]);
  }
}

function verifyColumns(
  where: string,
  names: readonly string[],
  expected: readonly Column[] | null,
  got: readonly Column[] | null,
  problems: ProblemList,
): void {
  if (expected === null || got === null) {
    if (expected !== got) problems.add("index-altered", where, expected?.[0] ?? "no row", got?.[0] ?? "none");
    return;
  }
  names.forEach((name, i) => {
    if (got[i] !== expected[i]) problems.add("index-altered", `${where}, ${name}`, expected[i], got[i]);
  });
}

function actRows(database: DatabaseSync, begin: number, end: number): Map<number, Column[]> {
  if (!holdsAuditEvents(database)) return new Map();
  const statement = database.prepare(
    `SELECT seq, ${AUDIT_EVENT_COLUMNS.join(", ")} FROM acts WHERE seq >= ? AND seq < ?`,
  );
  statement.setReturnArrays(true);
  const rows = statement.all(begin, end) as unknown as [number, ...Column[]][];
  return new Map(rows.map(([seq, ...columns]) => [seq, columns]));
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
