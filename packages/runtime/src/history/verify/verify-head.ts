import { type Checkpoint, type LedgerHead, levelsOf, openCheckpoint } from "@sdetkit/core";
import type { LedgerVerifier } from "../../keys/ledger-key.ts";
import type { ProblemList } from "./problem-list.ts";

/** A checkpoint that was signed, and where it was found. */
export interface Signed extends Checkpoint {
  readonly where: string;
}

/** The notes of a history, still to be believed. */
export interface Notes {
  readonly head: LedgerHead | null;
  /** The file beside the database; null when there is none. */
  readonly file: string | null;
  /** Kept elsewhere by whoever asks. */
  readonly external: string | null;
}

/** Opens the notes. What is not signed by the ledger's key, or does not fit its row, is a problem and is not believed. */
export function verifyNotes(notes: Notes, verifier: LedgerVerifier | null, problems: ProblemList): Signed[] {
  const signed: Signed[] = [];
  const open = (where: string, note: string) => {
    const checkpoint = verifier === null ? null : openCheckpoint(note, verifier);
    if (checkpoint !== null) signed.push({ ...checkpoint, where });
    else if (verifier !== null) problems.add("checkpoint-altered", where, `a note signed by ${verifier.name}`, note);
    return checkpoint;
  };
  if (verifier === null) problems.add("key-missing", "keys/ledger.pub", "the ledger's public key", "none");
  const { head, file, external } = notes;
  if (head === null) problems.add("checkpoint-missing", "head, row 0", "the newest checkpoint", "no row");
  else {
    const checkpoint = open("head, row 0, checkpoint", head.checkpoint);
    if (checkpoint !== null && checkpoint.size !== head.size) {
      problems.add("checkpoint-altered", "head, row 0, size", checkpoint.size, head.size);
    }
    if (head.frontier.length !== 32 * levelsOf(head.size).length) {
      problems.add(
        "checkpoint-altered",
        "head, row 0, frontier",
        `${32 * levelsOf(head.size).length} bytes`,
        head.frontier,
      );
    }
  }
  // The file may lag behind the database: beside a ledger that has no row yet, by all that it is going to be.
  if (file !== null) open("history/checkpoint", file);
  else if (head?.size !== 0)
    problems.add("checkpoint-missing", "history/checkpoint", "the published checkpoint", "no file");
  if (external !== null) open("the checkpoint given", external);
  return signed;
}
