import { type DashboardSummary, isSha256, parseCheckpoint, parseNote } from "@sdetkit/core";
import type { BlobStore, RunHistory } from "../history/types.ts";

/** What a summary is made of: the index of the history, the head of its ledger, and the sources of templates among its blobs. */
export type SummarySource = Pick<RunHistory, "read" | "readTuples" | "queryInWorker" | "checkpoint"> & {
  readonly blobs: Pick<BlobStore, "get">;
};

/** The ledger as its newest checkpoint states it. Stated, not verified: that is `history verify`. */
export function ledgerHead(source: SummarySource): DashboardSummary["ledger"] {
  const signed = source.checkpoint();
  const note = signed === null ? null : parseNote(signed);
  const checkpoint = note === null ? null : parseCheckpoint(note.text);
  if (note === null || checkpoint === null) return { size: 0, root: null, key: null };
  const signature = note.signatures[0];
  return {
    size: checkpoint.size,
    root: Buffer.from(checkpoint.root).toString("hex"),
    key: signature === undefined ? null : `${signature.name}+${signature.keyId}`,
  };
}

/** The text of a template by its digest; null when it was not kept, or is not what its name says any more. */
export async function templateSource(source: SummarySource, digest: string): Promise<string | null> {
  if (!isSha256(digest)) return null;
  try {
    const bytes = await source.blobs.get(digest);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  } catch {
    // An altered blob is a finding of `history verify`; a dashboard still has to come about.
    return null;
  }
}
