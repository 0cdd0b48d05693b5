import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Backing up and restoring. */
export const BACKUP_FAULTS = {
  "backup-missing": {
    exit: ExitCode.failed,
    meaning: "The folder holds no complete backup.",
    remedy: "name the folder that `agent backup` wrote; a backup without a manifest was interrupted and is incomplete",
  },
  "backup-damaged": {
    exit: ExitCode.differs,
    meaning: "A file of the backup has changed since it was written.",
    remedy: "use another copy of the backup: nothing was restored",
  },
  "backup-newer": {
    exit: ExitCode.failed,
    meaning: "A later version of sdetkit made the backup.",
    remedy: "update sdetkit to the version that made the backup, or a later one",
  },
  "backup-not-empty": {
    exit: ExitCode.usage,
    meaning: "The folder to back up to is not empty.",
    remedy: "name a new folder: a backup is never mixed with an earlier one",
  },
  "backup-in-root": {
    exit: ExitCode.usage,
    meaning: "The folder to back up to is inside the data to back up.",
    remedy: "name a folder elsewhere, preferably on another disk",
  },
  "restore-not-empty": {
    exit: ExitCode.usage,
    meaning: "The folder or database to restore to is not empty.",
    remedy: "restore into a new folder and an empty database: existing data is never overwritten",
  },
  "restore-no-key": {
    exit: ExitCode.failed,
    meaning: "The backup does not contain the master key, and none is set.",
    remedy: "set SDETKIT_MASTER_KEY to the key that the server had: nothing else opens the secrets in the database",
  },
  "restore-differs": {
    exit: ExitCode.differs,
    meaning: "A restored table differs from the one that was backed up. Nothing was restored.",
    remedy: "check whether the database is an older version than the one that was backed up: nothing was restored",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
