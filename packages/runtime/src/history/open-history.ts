import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson, Fault, type RunRecord } from "@sdetkit/core";
import { makeFolder } from "../files/durable-file.ts";
import { storageFault } from "../files/storage-fault.ts";
import { dropTemporary, sweepTemporary } from "../files/temporary-folder.ts";
import type { Layout } from "../files/workspace-layout.ts";
import { type LedgerKey, loadLedgerVerifier, openLedgerKey, writePublicKey } from "../keys/ledger-key.ts";
import { blobPath, ContentStore, recordPath } from "./content-store.ts";
import { DATABASE } from "./file-names.ts";
import { Journal } from "./journal.ts";
import { envelopeOf, withRecord } from "./leaf.ts";
import { firstCheckpoint, LedgerStore, readHead } from "./ledger-store.ts";
import { openReader } from "./open-reader.ts";
import { proveRun } from "./prove-run.ts";
import { queryInWorker } from "./query-in-worker.ts";
import { requireWritable } from "./require-writable.ts";
import { countRuns, csvOfRuns, findRow, findRun, lookUpRun, streamAuditEvents, streamRuns } from "./run-queries.ts";
import { openForWriting, transaction } from "./schema.ts";
import type { FinishedRun, History, LedgerPart, QueryValue, Recorded } from "./types.ts";
import { verifyHistory } from "./verify/verify-history.ts";
import { WriteGuard } from "./write-guard.ts";

/** Temporary files of others are left alone for so long where the processes that own them may be out of sight. */
const OUT_OF_SIGHT_MS = 86_400_000;

/** How a history is opened. */
export interface HistoryOptions {
  readonly readOnly?: boolean;
  /** The ledger's key when it is kept elsewhere: only its public half is then written to the folder. */
  readonly key?: LedgerKey;
}

/**
 * Opens the history of a workspace; unless `readOnly`, makes it (and the ledger's key) when there is none, and removes what
 * processes that are gone left behind. Faults `permission-denied`, `workspace-unwritable`, `database-corrupt`, `history-newer`, `key-missing`, `key-permissions`,
 * `disk-full`, `storage-failed`, `history-busy`.
 */
export function openHistory(layout: Layout, { readOnly = false, key }: HistoryOptions = {}): History {
  const folder = layout.history;
  const records = new ContentStore(folder, recordPath);
  const blobs = new ContentStore(folder, blobPath);
  const writer = readOnly ? null : openWriter(layout, key);
  const source = openReader(folder);
  const reader = source.database;
  const guard = new WriteGuard();
  const writing = <T>(work: (writer: Writer) => T): T => {
    if (writer !== null) return guard.run(() => work(writer));
    throw new Fault("history-read-only", "expected a history that is open for writing, got one for reading only");
  };

  return {
    blobs: {
      put: async (data) => guard.run(() => blobs.put(data)),
      get: (digest) => blobs.get(digest),
    },
    list: (filter = {}) => [...streamRuns(reader, { order: "newest", ...filter })].map((row) => ({ ...row })),
    stream: (filter) => streamRuns(reader, filter),
    envelope: (runOrHash) => {
      const row = lookUpRun(reader, runOrHash);
      return row === null ? null : envelopeOf(leafOf(reader, row.seq));
    },
    record: async (hash) => {
      const bytes = await records.get(hash);
      return bytes === null ? null : (JSON.parse(Buffer.from(bytes).toString()) as RunRecord);
    },
    size: () => readHead(reader)?.size ?? 0,
    runs: () => countRuns(reader),
    begin: (run) => writing(({ journal }) => journal.begin(run)),
    append: (run, body) => writing(({ journal }) => journal.append(run, body)),
    events: (run) => new Journal(reader).events(run),
    unfinished: () => new Journal(reader).unfinished(),
    claim: (run) => writing(({ journal }) => journal.claim(run)),
    finish: async (run) => writing((writer) => finishAll(writer, records, blobs, [run], guard))[0]!,
    finishAll: (runs) => writing((writer) => finishAll(writer, records, blobs, runs, guard)),
    appendPart: (part) => writing((writer) => appendPart(writer, part, guard)),
    acts: () => streamAuditEvents(reader),
    find: (runOrHash) => findRun(reader, runOrHash),
    read: <T>(sql: string, ...params: QueryValue[]) => reader.prepare(sql).iterate(...params) as unknown as Iterable<T>,
    readTuples: <T>(sql: string, ...params: QueryValue[]) => {
      const statement = reader.prepare(sql);
      statement.setReturnArrays(true);
      return statement.iterate(...params) as unknown as Iterable<T>;
    },
    queryInWorker: (queries) =>
      queryInWorker({ folder: source.folder, database: reader, runs: readHead(reader)?.size ?? 0 }, queries),
    verify: (options) => verifyHistory(layout, options),
    prove: (text) => {
      const verifier = loadLedgerVerifier(layout) ?? openLedgerKey(layout, { create: false });
      return proveRun(reader, verifier, findRow(reader, text));
    },
    exportCsv: (filter) => csvOfRuns(reader, filter),
    checkpoint: () => {
      const head = readHead(reader);
      return head === null || head.size === 0 ? null : head.checkpoint;
    },
    close: () => {
      source.close();
      writer?.database.close();
      if (writer !== null) dropTemporary(folder);
    },
  };
}

interface Writer {
  readonly database: DatabaseSync;
  readonly journal: Journal;
  readonly ledger: LedgerStore;
}

function openWriter(layout: Layout, given: LedgerKey | undefined): Writer {
  const folder = layout.history;
  requireWritable(folder, join(folder, DATABASE));
  // The key comes before the database: a database without its key is a ledger that cannot be continued.
  const key = given ?? openLedgerKey(layout, { create: !existsSync(join(folder, DATABASE)) });
  if (given !== undefined) writePublicKey(layout, given);
  try {
    makeFolder(folder);
    // Whoever brings a key writes here from several containers: another one's process looks like one that is gone.
    sweepTemporary(folder, given === undefined ? 0 : OUT_OF_SIGHT_MS);
  } catch (error) {
    throw storageFault(error, "opening the history");
  }
  const database = openForWriting(folder, () => ({ checkpoint: firstCheckpoint(key) }));
  const ledger = new LedgerStore(database, folder, key);
  try {
    ledger.publishFirst();
  } catch (error) {
    database.close();
    throw storageFault(error, "publishing the checkpoint");
  }
  return { database, journal: new Journal(database), ledger };
}

/** Files first, then one transaction, then the published copy: whatever the moment of a crash, nothing is half there. */
function finishAll(
  { database, journal, ledger }: Writer,
  records: ContentStore,
  blobs: ContentStore,
  runs: readonly FinishedRun[],
  guard: WriteGuard,
): Recorded[] {
  for (const { envelope } of runs) {
    const missing = envelope.blobs.find((digest) => !blobs.has(digest));
    if (missing === undefined) continue;
    throw new Fault("blob-missing", `expected blob ${missing} of run ${envelope.run} to be stored, got none`);
  }
  const envelopes = runs.map(({ record, envelope }) => withRecord(envelope, records.put(canonicalJson(record))));
  const recorded = transaction(database, "recording a run", () => {
    journal.forget(envelopes.map(({ run }) => run));
    return ledger.appendAll(envelopes);
  });
  publishHead(ledger, guard);
  return recorded;
}

function appendPart({ database, ledger }: Writer, part: LedgerPart, guard: WriteGuard): number {
  const size = transaction(database, "copying the ledger", () => ledger.appendPart(part));
  publishHead(ledger, guard);
  return size;
}

function publishHead(ledger: LedgerStore, guard: WriteGuard): void {
  try {
    ledger.publish();
  } catch (error) {
    // The runs are recorded: to say otherwise would be untrue. The file lags, as after a crash, until the next run.
    guard.note(storageFault(error, "publishing the checkpoint"));
  }
}

function leafOf(database: DatabaseSync, seq: number): string {
  return String(database.prepare("SELECT leaf FROM ledger WHERE seq = ?").get(seq)?.["leaf"]);
}
