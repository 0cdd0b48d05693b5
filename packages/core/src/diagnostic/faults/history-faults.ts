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
    meaning: "A write was attempted on a history that is open for reading.",
  },
  "history-unreadable": {
    exit: ExitCode.failed,
    meaning: "The index of the history cannot be read.",
  },
  "database-corrupt": {
    exit: ExitCode.differs,
    meaning: "The history database is damaged.",
    remedy: "run `sdetkit agent history verify` to see what is wrong, then restore the history from a copy",
  },
  "ledger-altered": {
    exit: ExitCode.differs,
    meaning: "The ledger does not continue its signed checkpoint.",
    remedy: "run `sdetkit agent history verify` to see what is wrong, then restore the history from a copy",
  },
  "content-altered": {
    exit: ExitCode.differs,
    meaning: "A stored file does not match its digest.",
    remedy: "run `sdetkit agent history verify` and restore the file from a copy",
  },
  "manifest-altered": {
    exit: ExitCode.differs,
    meaning: "A record names a file outside the workspace.",
    remedy: "check the history with `sdetkit agent history verify`",
  },
  "journal-broken": {
    exit: ExitCode.differs,
    meaning: "The journal of a run does not begin with its plan.",
    remedy: "check the history with `sdetkit agent history verify`",
  },
  "record-missing": {
    exit: ExitCode.differs,
    meaning: "A record that the ledger refers to is missing.",
    remedy: "run `sdetkit agent history verify` to see everything that is wrong",
  },
  "blob-missing": {
    exit: ExitCode.failed,
    meaning: "A blob that a run refers to is missing.",
  },
  "no-checkpoint": {
    exit: ExitCode.usage,
    meaning: "The file given with `--checkpoint` is not a checkpoint.",
    remedy: "name a copy of .sdetkit/agent/history/checkpoint that was kept elsewhere",
  },
  "checkpoint-missing": {
    exit: ExitCode.usage,
    meaning: "The file given with `--checkpoint` cannot be read.",
    remedy: "name a copy of .sdetkit/agent/history/checkpoint that was kept elsewhere",
  },
  "key-missing": {
    exit: ExitCode.failed,
    meaning: "The signing key of the ledger is missing.",
    remedy: "restore the key from a copy: a ledger can be continued only with the key that it was started with",
  },
  "key-invalid": {
    exit: ExitCode.differs,
    meaning: "The ledger's key is not an ed25519 key, or its public half belongs to another key.",
    remedy: "restore the file from a copy",
  },
  "key-unreadable": {
    exit: ExitCode.failed,
    meaning: "This user may not read the ledger's key.",
    remedy: "run this as the owner of the workspace: adding to its ledger requires the key; reading does not",
  },
  "key-permissions": {
    exit: ExitCode.failed,
    meaning: "Users other than the owner may read the ledger's key.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
