import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** The history and its ledger. */
export const HISTORY_FAULTS = {
  "history-busy": {
    exit: ExitCode.failed,
    status: 503,
    meaning: "Another process is writing to the history.",
    remedy: "wait for the other process that writes to this workspace, then start again",
  },
  "history-newer": {
    exit: ExitCode.usage,
    meaning: "A later version of sdetkit wrote the history.",
    remedy: "use the version of sdetkit that wrote it, or a later one",
  },
  "history-read-only": {
    exit: ExitCode.failed,
    meaning: "Something was to be written to a history that is open for reading.",
  },
  "history-unreadable": {
    exit: ExitCode.failed,
    meaning: "The index of the history cannot be read.",
  },
  "database-corrupt": {
    exit: ExitCode.differs,
    meaning: "The database of the history is not sound.",
    remedy: "run `sdetkit agent history verify` to see what is wrong, then restore the history from a copy",
  },
  "ledger-altered": {
    exit: ExitCode.differs,
    meaning: "The ledger does not continue its signed checkpoint.",
    remedy: "run `sdetkit agent history verify` to see what is wrong, then restore the history from a copy",
  },
  "content-altered": {
    exit: ExitCode.differs,
    meaning: "A stored file is not what its digest says.",
    remedy: "run `sdetkit agent history verify` and restore the file from a copy",
  },
  "manifest-altered": {
    exit: ExitCode.differs,
    meaning: "A record names a file outside of the workspace.",
    remedy: "check the history with `sdetkit agent history verify`",
  },
  "journal-broken": {
    exit: ExitCode.differs,
    meaning: "The journal of a run does not begin with its plan.",
    remedy: "check the history with `sdetkit agent history verify`",
  },
  "record-missing": {
    exit: ExitCode.differs,
    meaning: "A record that the ledger names is not stored.",
    remedy: "run `sdetkit agent history verify` to see everything that is wrong",
  },
  "blob-missing": {
    exit: ExitCode.failed,
    meaning: "A blob that a run names is not stored.",
  },
  "no-checkpoint": {
    exit: ExitCode.usage,
    meaning: "The file given as a checkpoint holds something else.",
    remedy: "name a copy of .sdetkit/agent/history/checkpoint that was kept elsewhere",
  },
  "checkpoint-missing": {
    exit: ExitCode.usage,
    meaning: "The file given as a checkpoint cannot be read.",
    remedy: "name a copy of .sdetkit/agent/history/checkpoint that was kept elsewhere",
  },
  "key-missing": {
    exit: ExitCode.failed,
    meaning: "The key that the ledger was begun with is not there.",
    remedy: "restore the key from a copy: a ledger that was begun with it can be continued with no other",
  },
  "key-invalid": {
    exit: ExitCode.differs,
    meaning: "The key of the ledger is no ed25519 key, or its public half is that of another one.",
    remedy: "restore the file from a copy",
  },
  "key-unreadable": {
    exit: ExitCode.failed,
    meaning: "This user may not read the ledger's key.",
    remedy: "run this as the owner of the workspace: only who has the key can add to its ledger; reading needs none",
  },
  "key-permissions": {
    exit: ExitCode.failed,
    meaning: "Others than the owner may read the ledger's key.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
