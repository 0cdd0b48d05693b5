import { constants, copyFileSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Fault } from "@sdetkit/core";
import { storageFault } from "../files/storage-fault.ts";
import { currentOwner, isAlive, isOwner } from "../platform/process-owner.ts";
import { DATABASE } from "./file-names.ts";
import { BUSY_MS, openForReading } from "./schema.ts";

const SQLITE_READONLY = 8;
const SQLITE_CANTOPEN = 14;
/** Time stamps of files go in steps: whoever writes twice within one leaves the same. In milliseconds. */
const STEP_MS = 20;
const COPY = "sdetkit-read-";

/** A history's database, opened for reading only. */
export interface HistoryReader {
  readonly database: DatabaseSync;
  /** Where other threads open it: the folder of the history, or that of a copy which is gone after `close`. */
  readonly folder: string;
  close(): void;
}

/**
 * Opens a history for reading, also for a user who may write nothing there and on a file system that is mounted for reading. SQLite
 * reads beside a writer with the help of that one's shared file; where there is none it would have to make it, and cannot: then
 * nobody writes, and a copy is read. Faults as of `openForReading`, and `history-busy`.
 */
export function openReader(folder: string): HistoryReader {
  for (const began = performance.now(); ; pause(STEP_MS)) {
    try {
      const database = openForReading(folder);
      return { database, folder, close: () => database.close() };
    } catch (error) {
      if (!cannotShare(error)) throw error;
    }
    const copy = copyUnlessWritten(folder);
    if (copy !== null) return openCopy(copy);
    if (performance.now() - began > BUSY_MS) throw neverQuiet(folder);
  }
}

function openCopy(folder: string): HistoryReader {
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const database = openForReading(folder);
    const close = () => {
      database.close();
      remove();
    };
    return { database, folder, close };
  } catch (error) {
    remove();
    throw error;
  }
}

function cannotShare(error: unknown): boolean {
  const { errcode } = ((error as Fault).cause ?? {}) as { errcode?: unknown };
  return typeof errcode === "number" && [SQLITE_READONLY, SQLITE_CANTOPEN].includes(errcode & 0xff);
}

/** The database and its log in a private folder; null when somebody wrote meanwhile, or so shortly before that nobody can tell. */
function copyUnlessWritten(folder: string): string | null {
  const parts = [DATABASE, `${DATABASE}-wal`];
  const before = stampsOf(folder);
  if (before.recent) return null;
  sweepCopies();
  const copy = mkdtempSync(join(tmpdir(), `${COPY}${currentOwner()}-`));
  try {
    for (const name of parts) copyIfThere(join(folder, name), join(copy, name));
    if (stampsOf(folder).text === before.text) {
      takeLogIn(join(copy, DATABASE));
      return copy;
    }
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw storageFault(error, `copying the history to ${tmpdir()} to read it`);
  }
  rmSync(copy, { recursive: true, force: true });
  return null;
}

/** Puts what is in the log into the copy, which is then one plain file, for any number of threads. It need not outlive anything. */
function takeLogIn(path: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE");
  } finally {
    database.close();
  }
}

function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** What changes whenever somebody writes: which files there are, of what size, and when they were changed. */
function stampsOf(folder: string): { readonly text: string; readonly recent: boolean } {
  const found = ["", "-wal", "-shm"].map((end) =>
    lstatSync(join(folder, `${DATABASE}${end}`), { bigint: true, throwIfNoEntry: false }),
  );
  // An empty log is none: trying to open the history may have made it.
  const stats = found.map((stat) => (stat?.size ? stat : undefined));
  const text = stats.map((stat) => (stat ? [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join() : "none")).join();
  const ages = stats.flatMap((stat) => (stat ? [Date.now() - Number(stat.ctimeMs)] : []));
  return { text, recent: ages.some((age) => age >= 0 && age < STEP_MS) };
}

/** Copies of processes that were killed. Somebody else's stay: they cannot be removed. */
function sweepCopies(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(COPY)) continue;
    const owner = name.slice(COPY.length, name.lastIndexOf("-"));
    if (!isOwner(owner) || isAlive(owner)) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Of another user.
    }
  }
}

function neverQuiet(folder: string): Fault {
  return new Fault(
    "history-busy",
    `expected no writes to the history in ${folder} for a moment, but another process keeps writing`,
    {
      remedy:
        "try again when the other process has finished; without write permission the history cannot be read meanwhile",
    },
  );
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
