import { Fault } from "@sdetkit/core";

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

/** Turns whatever the file system or SQLite threw into a Fault that says what was being done; a Fault stays what it is. */
export function storageFault(error: unknown, doing: string): Fault {
  if (error instanceof Fault) return error;
  const { code, message = String(error) } = error as NodeJS.ErrnoException;
  const sqlite = sqliteCode(error);
  if (code === "ENOSPC" || code === "EDQUOT" || sqlite === SQLITE_FULL) {
    return new Fault("disk-full", `expected room on the disk while ${doing}, got: ${message}`, {
      remedy: "free some space and start again; what was recorded before is intact",
      cause: error,
    });
  }
  if (sqlite === SQLITE_BUSY) {
    return new Fault("history-busy", `expected to get the history's lock while ${doing}, got none in time`, {
      cause: error,
    });
  }
  if (sqlite === SQLITE_CORRUPT || sqlite === SQLITE_NOTADB) return databaseCorrupt(message, error);
  return new Fault("storage-failed", `expected the disk to work while ${doing}, got: ${message}`, {
    remedy: "check the disk, the folder's permissions and the system log before you continue",
    cause: error,
  });
}

/** The history's database is not what was written. */
export function databaseCorrupt(got: string, cause?: unknown): Fault {
  return new Fault("database-corrupt", `expected a sound history database, got: ${got}`, { cause });
}

/** SQLite's primary result code of an error; undefined when it did not come from SQLite. */
function sqliteCode(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === "number" ? errcode & 0xff : undefined;
}
