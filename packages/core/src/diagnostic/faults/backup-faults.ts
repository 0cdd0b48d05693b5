import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Backing up and restoring. */
export const BACKUP_FAULTS = {
  "backup-missing": {
    exit: ExitCode.failed,
    meaning: "The folder holds no whole backup.",
    remedy: "name the folder that `agent backup` wrote; without a manifest it was cut off, and is not whole",
  },
  "backup-damaged": {
    exit: ExitCode.differs,
    meaning: "A file of the backup is not as it was written.",
    remedy: "use another copy of the backup: nothing was restored",
  },
  "backup-newer": {
    exit: ExitCode.failed,
    meaning: "A later version of sdetkit made the backup.",
    remedy: "update sdetkit to the version that made the backup, or a later one",
  },
  "backup-not-empty": {
    exit: ExitCode.usage,
    meaning: "The folder to back up to holds something.",
    remedy: "name a new folder: a backup never mixes with an earlier one",
  },
  "backup-in-root": {
    exit: ExitCode.usage,
    meaning: "The folder to back up to is inside of what is backed up.",
    remedy: "name a folder elsewhere, best on another disk",
  },
  "restore-not-empty": {
    exit: ExitCode.usage,
    meaning: "There is something where the backup was to be restored to.",
    remedy: "restore into a new folder and an empty database: what is there is never overwritten",
  },
  "restore-no-key": {
    exit: ExitCode.failed,
    meaning: "The backup does not hold the master key, and none was given.",
    remedy: "set SDETKIT_MASTER_KEY to the key that the server had: nothing else opens the secrets in the database",
  },
  "restore-differs": {
    exit: ExitCode.differs,
    meaning: "A table did not come back as it was backed up. Nothing was restored.",
    remedy: "check whether the database is of an older version than the one that was backed up: nothing was restored",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
