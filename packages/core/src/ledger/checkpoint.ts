import { fromBase64, toBase64 } from "../digest/base64.ts";
import type { MerkleHash } from "./merkle-hash.ts";
import { type NoteSigner, type NoteVerifier, signNote, verifyNote } from "./signed-note.ts";

/** The head of a ledger at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Names the log for ever; the same as the name of the key that signs. */
  readonly origin: string;
  readonly size: number;
  readonly root: MerkleHash;
}

/** The text of a checkpoint: origin, decimal size, base64 root, each on its line. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads a checkpoint's text strictly; further lines (extensions) are allowed and passed over. Null when malformed. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, size, encoded, ...rest] = text.split("\n");
  if (!origin || !/^(0|[1-9][0-9]{0,15})$/.test(size ?? "") || encoded === undefined) return null;
  if (rest.at(-1) !== "" || rest.slice(0, -1).includes("")) return null;
  const root = fromBase64(encoded);
  if (root?.length !== 32 || !Number.isSafeInteger(Number(size))) return null;
  return { origin, size: Number(size), root };
}

/** A signed note that holds the checkpoint. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  return signNote(formatCheckpoint(checkpoint), signer);
}

/** The checkpoint inside a note that this key signed for the log of its own name; null for anything else. */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint | null {
  const text = verifyNote(note, verifier);
  const checkpoint = text === null ? null : parseCheckpoint(text);
  return checkpoint?.origin === verifier.name ? checkpoint : null;
}
