import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Fault } from "@sdetkit/core";
import { placeDurably } from "../files/durable-file.ts";
import { closedFault, isClosed, pathExists } from "../files/path-exists.ts";
import { isNotPlain, requirePlain } from "../files/read-plain-file.ts";
import { databaseCorrupt, storageFault } from "../files/storage-fault.ts";
import { temporaryFile } from "../files/temporary-folder.ts";
import { DATABASE } from "./file-names.ts";

const APPLICATION_ID = 0x5d_e7_c1_70;
/** A history becomes one of version 2 with its first act; until then earlier versions of sdetkit can continue with it. */
const VERSION = { runs: 1, acts: 2 } as const;
/** How long somebody else's lock is waited for. */
export const BUSY_MS = 60_000;

/**
 * `ledger`: the truth; `hash` is the leaf's hash, kept to be able to name a row that was altered.
 * `blocks`: the root of each 256 leaves, so that a proof need not read the whole ledger. `head`: the newest checkpoint.
 * `runs`, `run_actions`, `run_workers`: an index for lists and dashboards, all of it derived from the leaves.
 * `unfinished`, `journal`: runs that are not over; `chain` is the running digest of a run's events.
 * `acts` (version 2): the same index for leaves that are acts and no runs.
 */
const TABLES = [
  `CREATE TABLE ledger (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, leaf TEXT NOT NULL) STRICT`,
  `CREATE TABLE blocks (position INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT`,
  `CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER NOT NULL, frontier BLOB NOT NULL, checkpoint TEXT NOT NULL) STRICT`,
  `CREATE TABLE runs (seq INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, status TEXT NOT NULL, task TEXT NOT NULL, template TEXT, template_version TEXT, template_digest TEXT, captured_ms INTEGER NOT NULL, day INTEGER NOT NULL, duration_ms INTEGER NOT NULL, asked INTEGER NOT NULL, given INTEGER NOT NULL, denied INTEGER NOT NULL) STRICT`,
  `CREATE INDEX runs_by_hash ON runs (hash)`,
  `CREATE INDEX runs_by_time ON runs (captured_ms)`,
  `CREATE TABLE run_actions (seq INTEGER NOT NULL, action TEXT NOT NULL, count INTEGER NOT NULL, failed INTEGER NOT NULL, duration_ms INTEGER NOT NULL, PRIMARY KEY (seq, action)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE run_workers (seq INTEGER NOT NULL, worker TEXT NOT NULL, count INTEGER NOT NULL, duration_ms INTEGER NOT NULL, PRIMARY KEY (seq, worker)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE unfinished (run TEXT PRIMARY KEY, task TEXT NOT NULL, captured_ms INTEGER NOT NULL, owner TEXT NOT NULL, events INTEGER NOT NULL, chain TEXT NOT NULL) STRICT`,
  `CREATE TABLE journal (run TEXT NOT NULL, n INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (run, n)) STRICT, WITHOUT ROWID`,
] as const;
const ACTS = `CREATE TABLE acts (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, target TEXT NOT NULL) STRICT`;

/** The first row of `head`, made together with the tables. */
export interface FirstHead {
  readonly checkpoint: string;
}

/** Opens the history for writing, and makes it when there is none. `head` gives the signed checkpoint of the empty ledger. */
export function openForWriting(folder: string, head: () => FirstHead): DatabaseSync {
  const path = join(folder, DATABASE);
  return opened("opening the history", () => {
    if (!existsSync(path)) create(path, temporaryFile(folder), head());
    requirePlainDatabase(path);
    const database = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      checkVersion(database);
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens the history for reading. Without a database it is an empty one in memory. Fault `permission-denied`. */
export function openForReading(folder: string): DatabaseSync {
  const path = join(folder, DATABASE);
  return opened("opening the history", () => {
    if (!pathExists(path)) return emptyDatabase();
    requireReadable(path);
    requirePlainDatabase(path);
    const database = openQueryOnly(path);
    try {
      checkVersion(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Whether the tables are exactly those that this version makes: null, or what was found instead. */
export function schemaProblem(database: DatabaseSync): { expected: string; got: string } | null {
  const tables = holdsAuditEvents(database) ? [...TABLES, ACTS] : [...TABLES];
  const [expected, got] = [tables.sort(), schemaOf(database).sort()];
  const at = expected.findIndex((sql, i) => sql !== got[i]);
  if (at >= 0) return { expected: expected[at]!, got: got[at] ?? "nothing" };
  return got.length > expected.length ? { expected: "nothing more", got: got[expected.length]! } : null;
}

/** Whether there is a table of acts: it is made with the first one. */
export function holdsAuditEvents(database: DatabaseSync): boolean {
  return pragma(database, "user_version") >= VERSION.acts;
}

/** Makes the table of acts when there is none, inside the transaction that writes the first one. No leaf is touched. */
export function makeRoomForAuditEvents(database: DatabaseSync): void {
  if (holdsAuditEvents(database)) return;
  database.exec(ACTS);
  database.exec(`PRAGMA user_version = ${VERSION.acts}`);
}

/** Runs `work` in one write transaction: all of it is durable when this returns, or nothing happened. */
export function transaction<T>(database: DatabaseSync, doing: string, work: () => T): T {
  return opened(doing, () => {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  });
}

/** Of any number of processes that make it at once one does, and whoever is killed meanwhile leaves no half of one. */
function create(path: string, temporary: string, head: FirstHead): void {
  const make = () => {
    const database = new DatabaseSync(temporary);
    try {
      database.exec(`PRAGMA page_size = 8192; PRAGMA application_id = ${APPLICATION_ID}`);
      transaction(database, "making the history", () => {
        for (const sql of TABLES) database.exec(sql);
        database
          .prepare("INSERT INTO head (id, size, frontier, checkpoint) VALUES (0, 0, x'', ?)")
          .run(head.checkpoint);
        database.exec(`PRAGMA user_version = ${VERSION.runs}`);
      });
      // Here, and not by the first who opens it: the switch does not wait for the locks of others.
      database.exec("PRAGMA journal_mode = WAL");
    } finally {
      database.close();
    }
  };
  placeDurably(path, temporary, make, { replace: false });
}

function checkVersion(database: DatabaseSync): void {
  const [version, application] = [pragma(database, "user_version"), pragma(database, "application_id")];
  if (application !== APPLICATION_ID) throw databaseCorrupt(`application id ${application}`);
  if (version > VERSION.acts) {
    throw new Fault("history-newer", `expected a history of version ${VERSION.acts} or before, got version ${version}`);
  }
  if (version < VERSION.runs) throw databaseCorrupt(`schema version ${version}`);
}

/** SQLite would wait for ever for what comes out of a pipe. Fault `database-corrupt`. */
export function requirePlainDatabase(path: string): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) {
    const stat = statSync(path + end, { throwIfNoEntry: false });
    try {
      if (stat !== undefined) requirePlain(path + end, stat);
    } catch (error) {
      throw isNotPlain(error) ? databaseCorrupt(error.message, error) : error;
    }
  }
}

function requireReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    if (isClosed(error)) throw closedFault(path, error);
  }
}

function openQueryOnly(path: string): DatabaseSync {
  try {
    // Not SQLite's read-only mode: that one cannot tidy up the WAL and would leave it behind.
    const database = new DatabaseSync(path, { timeout: BUSY_MS });
    database.exec("PRAGMA query_only = ON");
    database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get();
    return database;
  } catch {
    return new DatabaseSync(path, { timeout: BUSY_MS, readOnly: true });
  }
}

function emptyDatabase(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  for (const sql of TABLES) database.exec(sql);
  return database;
}

function schemaOf(database: DatabaseSync): string[] {
  const rows = database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").all();
  return rows.map((row) => String(row["sql"]));
}

function pragma(database: DatabaseSync, name: string): number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] as number;
}

function opened<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageFault(error, doing);
  }
}
