import type { Envelope, Problem, RunRecord, Sha256 } from "@sdetkit/core";

/** A run as lists and dashboards see it: the columns of the index, all derived from the envelope. */
export interface RunRow {
  readonly seq: number;
  readonly run: string;
  readonly hash: Sha256;
  readonly status: string;
  readonly task: string;
  readonly template: string | null;
  readonly template_version: string | null;
  readonly template_digest: Sha256 | null;
  /** Milliseconds since the epoch. */
  readonly captured_ms: number;
  readonly duration_ms: number;
}

export interface HistoryFilter {
  /** Milliseconds since the epoch, inclusive. */
  readonly since?: number;
  /** Milliseconds since the epoch, exclusive. */
  readonly until?: number;
  readonly status?: string;
  readonly template?: string;
  readonly limit?: number;
  /** Newest first unless said otherwise. */
  readonly order?: "newest" | "oldest";
}

/** One event of a run that is not over; `body` is the JSON of the event, as the step machine gave it. */
export interface JournalEntry {
  readonly n: number;
  readonly body: string;
}

/** A run that has begun and not ended. `alive` is false when the process that owned it is gone. */
export interface UnfinishedRun {
  readonly run: string;
  readonly task: string;
  readonly captured_ms: number;
  readonly alive: boolean;
  readonly pid: number;
}

/** What is appended when a run is over. */
export interface FinishedRun {
  readonly record: RunRecord;
  /** Without `record`, which the store fills in with the hash. */
  readonly envelope: Omit<Envelope, "record">;
}

/** Reading side: dashboards, lists, proofs. */
export interface RunHistory {
  list(filter?: HistoryFilter): RunRow[];
  /** Streams rows in ledger order without holding them all. */
  stream(filter?: HistoryFilter): Iterable<RunRow>;
  envelope(runOrHash: string): Envelope | null;
  record(hash: Sha256): Promise<RunRecord | null>;
  size(): number;
}

/** A check of everything: records, blobs, ledger rows, index, checkpoints. Empty: nothing is wrong. */
export interface Verification {
  readonly ok: boolean;
  readonly runs: number;
  readonly records: number;
  readonly blobs: number;
  readonly root: string;
  readonly problems: readonly Problem[];
}
