import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { BLOCK, Fault } from "@sdetkit/core";
import { closedFault, isClosed, pathExists } from "../../files/path-exists.ts";
import { isNotPlain, NOTE_BYTES, readPlainFile } from "../../files/read-plain-file.ts";
import type { Layout } from "../../files/workspace-layout.ts";
import { type LedgerVerifier, loadLedgerVerifier } from "../../keys/ledger-key.ts";
import { CHECKPOINT, DATABASE } from "../file-names.ts";
import { readHead } from "../ledger-store.ts";
import { openReader } from "../open-reader.ts";
import { holdsAuditEvents, schemaProblem } from "../schema.ts";
import type { Verification, VerifyOptions } from "../types.ts";
import { ProblemList } from "./problem-list.ts";
import type { RangeTask } from "./range-report.ts";
import { CLOSED } from "./verify-files.ts";
import { type Signed, verifyNotes } from "./verify-head.ts";
import { verifyJournal } from "./verify-journal.ts";
import { verifyTree } from "./verify-tree.ts";
import { DEFAULT_POOL, openWorkerPool, type PoolSize, type WorkerPool } from "./worker-pool.ts";

/** How the work is cut and shared out. */
export interface VerifyScale extends PoolSize {
  /** Leaves in one part of the work: a power of two not below a block's, so that parts can be joined. */
  readonly part: number;
}

const USUAL: VerifyScale = { ...DEFAULT_POOL, part: 2 ** 13 };
/** Faults after which nobody knows whether anything is wrong. */
const UNKNOWN: ReadonlySet<string> = new Set(["permission-denied", "history-busy", "disk-full"]);
/** Files in one part of the work. */
const FILES = 256;

/**
 * Checks a whole history and names everything that is not as it was written. Never throws for what it finds: a database
 * that cannot even be opened is a finding too. What this user may not read is none: Fault `permission-denied`. Other processes
 * may continue writing meanwhile.
 */
export async function verifyHistory(
  layout: Layout,
  options: VerifyOptions = {},
  scale: VerifyScale = USUAL,
): Promise<Verification> {
  const problems = new ProblemList();
  const counts = { runs: 0, acts: 0, records: 0, blobs: 0, root: "" };
  // The file is read first: it may lag behind the database, and must never be ahead of it.
  const file = readText(join(layout.history, CHECKPOINT));
  if (file === null && !pathExists(join(layout.history, DATABASE)) && options.checkpoint === undefined) {
    return { ok: true, ...counts, problems: [] };
  }
  try {
    const reader = openReader(layout.history);
    const { database } = reader;
    const pool = openWorkerPool(layout.history, reader, scale);
    try {
      database.exec("BEGIN");
      await verifyDatabase(database, pool, layout, file, { ...options, part: scale.part }, problems, counts);
    } finally {
      await pool.close();
      reader.close();
    }
  } catch (error) {
    if (error instanceof Fault && UNKNOWN.has(error.code)) throw error;
    problems.add("database-corrupt", `history/${DATABASE}`, "a database that can be read", messageOf(error));
  }
  const all = problems.all();
  const [first] = all;
  if (first?.code === CLOSED && all.every(({ code }) => code === CLOSED || code === "more-problems")) {
    throw closedFault(join(layout.history, first.where));
  }
  return { ok: all.length === 0, ...counts, problems: all };
}

async function verifyDatabase(
  database: DatabaseSync,
  pool: WorkerPool,
  layout: Layout,
  file: string | null,
  options: VerifyOptions & { readonly part: number },
  problems: ProblemList,
  counts: { runs: number; acts: number; records: number; blobs: number; root: string },
): Promise<void> {
  const schema = schemaProblem(database);
  if (schema !== null) problems.add("database-corrupt", `history/${DATABASE}, tables`, schema.expected, schema.got);
  const head = readHead(database);
  const verifier = verifierFor(layout, problems);
  const signed = verifyNotes({ head, file, external: options.checkpoint ?? null }, verifier, problems);
  const total = extentOf(database, signed);
  const integrity = pool.integrity();
  // Looked at last: when something else fails before, this one's failure is no news, and must not end the process.
  integrity.catch(() => undefined);
  const tasks = partsOf(
    total,
    options.part,
    signed.map(({ size }) => size),
  );
  let done = 0;
  const reports = await Promise.all(
    tasks.map(async (task) => {
      const report = await pool.range(task);
      done += report.rows;
      options.onProgress?.({ done, total });
      return report;
    }),
  );
  const { rows, leaves } = verifyTree(reports, head, signed, problems);
  for (const report of reports) problems.push(...report.problems);
  verifyOrphans(database, total, problems);
  verifyJournal(database, problems);
  const [records, blobs] = [new Set<string>(), new Set<string>()];
  for (const report of reports) {
    for (const hash of report.records) records.add(hash);
    for (const digest of report.blobs) blobs.add(digest);
  }
  await verifyAllFiles(pool, [...records], [...blobs], problems);
  for (const got of await integrity) problems.add("database-corrupt", `history/${DATABASE}`, "ok", got);
  const acts = reports.reduce((sum, report) => sum + report.acts, 0);
  Object.assign(counts, {
    runs: rows - acts,
    acts,
    records: records.size,
    blobs: blobs.size,
    root: Buffer.from(leaves.root()).toString("hex"),
  });
}

async function verifyAllFiles(
  pool: WorkerPool,
  records: string[],
  blobs: string[],
  problems: ProblemList,
): Promise<void> {
  const parts: Promise<void>[] = [];
  for (let i = 0; i < Math.max(records.length, blobs.length); i += FILES) {
    const task = { records: records.slice(i, i + FILES), blobs: blobs.slice(i, i + FILES) };
    parts.push(pool.files(task).then((found) => problems.push(...found)));
  }
  await Promise.all(parts);
}

/** Index rows that belong to no ledger row. */
function verifyOrphans(database: DatabaseSync, total: number, problems: ProblemList): void {
  for (const table of ["runs", "run_actions", "run_workers", ...(holdsAuditEvents(database) ? ["acts"] : [])]) {
    const sql = `SELECT DISTINCT seq FROM ${table} WHERE seq < 0 OR seq >= ? LIMIT 100`;
    for (const row of database.prepare(sql).all(total)) {
      problems.add("index-altered", `${table}, row ${row["seq"]}`, "a ledger row", "none of this number");
    }
  }
  for (const row of database.prepare("SELECT seq FROM ledger WHERE seq < 0 OR seq >= ? LIMIT 100").all(total)) {
    problems.add("ledger-row-altered", `ledger row ${row["seq"]}`, `a number below ${total}`, row["seq"]);
  }
  const blocks = database.prepare("SELECT position FROM blocks WHERE position < 0 OR position >= ? LIMIT 100");
  for (const row of blocks.all(Math.floor(total / BLOCK))) {
    problems.add("index-altered", `blocks, row ${row["position"]}`, "a whole block of ledger rows", "none");
  }
}

/** How far to look. A row whose number was blown up must not make everything between count as missing. */
function extentOf(database: DatabaseSync, signed: readonly Signed[]): number {
  const { count, last } = database.prepare("SELECT count(*) AS count, max(seq) AS last FROM ledger").get() as {
    count: number;
    last: number | null;
  };
  return Math.max(0, Math.min((last ?? -1) + 1, Math.max(count, ...signed.map(({ size }) => size))));
}

function partsOf(total: number, part: number, marks: readonly number[]): RangeTask[] {
  return Array.from({ length: Math.ceil(total / part) }, (_, i) => {
    const [begin, end] = [i * part, Math.min(total, (i + 1) * part)];
    return { begin, end, marks: marks.filter((mark) => mark > begin && mark <= end) };
  });
}

function verifierFor(layout: Layout, problems: ProblemList): LedgerVerifier | null {
  try {
    return loadLedgerVerifier(layout);
  } catch (error) {
    if (error instanceof Fault && UNKNOWN.has(error.code)) throw error;
    problems.add("key-altered", "keys/ledger.pub", "the ledger's public key as PEM", messageOf(error));
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readPlainFile(path, NOTE_BYTES).toString();
  } catch (error) {
    // No note: whoever opens it as one finds that out.
    if (isNotPlain(error)) return error.message;
    if (isClosed(error)) throw closedFault(path, error);
    return null;
  }
}

function messageOf(error: unknown): string {
  const cause = error instanceof Fault && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
