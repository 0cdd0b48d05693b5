import type { AuditEventEntry, Envelope, LedgerHead, Problem, RunRecord, Sha256 } from "@sdetkit/core";

/** Content-addressed files under the history root. */
export interface BlobStore {
  put(data: Uint8Array | string): Promise<Sha256>;
  get(digest: Sha256): Promise<Uint8Array | null>;
}

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

/** Which runs a list is made of; what is left out does not restrict it. */
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

/** Where a finished run stands: the hash of its record and its number in the ledger, from 0. */
export interface Recorded {
  readonly hash: Sha256;
  readonly seq: number;
}

/** Leaves of another ledger with the same key, in their order. */
export interface LedgerPart {
  /** The number of the first one. */
  readonly from: number;
  readonly leaves: readonly string[];
  /** What the whole has to come to; left out while more leaves follow. */
  readonly head?: LedgerHead;
}

/** An act and its number in the ledger. */
export interface AuditEventRow {
  readonly seq: number;
  readonly act: AuditEventEntry;
}

/** What a query takes and gives. */
export type QueryValue = string | number | null;

/** A statement that only reads, and its parameters. */
export interface Query {
  readonly sql: string;
  readonly params: readonly QueryValue[];
}

/** Reading side: dashboards, lists, proofs. */
export interface RunHistory {
  list(filter?: HistoryFilter): RunRow[];
  /** Streams rows without holding them all; oldest first unless the filter says otherwise. */
  stream(filter?: HistoryFilter): Iterable<RunRow>;
  /** The envelope of a run, or of the newest run with this record hash; null when there is none. */
  envelope(runOrHash: string): Envelope | null;
  record(hash: Sha256): Promise<RunRecord | null>;
  /** Rows of the ledger: runs, and acts beside them. */
  size(): number;
  /** How many of them are runs. */
  runs(): number;
  /** Read-only SQL over the tables `runs`, `run_actions` and `run_workers` (see schema.ts); rows come as they are needed. */
  read<T>(sql: string, ...params: QueryValue[]): Iterable<T>;
  /** As `read`, each row the list of its columns: cheaper, for many rows. */
  readTuples<T extends readonly QueryValue[]>(sql: string, ...params: QueryValue[]): Iterable<T>;
  /** All rows of several queries, read on another thread when there is much to read: this one can continue meanwhile. */
  queryInWorker(queries: readonly Query[]): Promise<readonly (readonly unknown[])[]>;
  /** The newest signed checkpoint, to be kept elsewhere; null while nothing has been recorded. */
  checkpoint(): string | null;
}

/** A check of everything: records, blobs, ledger rows, index, checkpoints. Empty: nothing is wrong. */
export interface Verification {
  readonly ok: boolean;
  readonly runs: number;
  /** Audit events beside the runs; always 0 for a workspace of one's own. */
  readonly acts: number;
  readonly records: number;
  readonly blobs: number;
  /** Root of the Merkle tree over all ledger rows as they are now, in hexadecimal. */
  readonly root: string;
  readonly problems: readonly Problem[];
}

/** What a verification is held against, and who watches it. */
export interface VerifyOptions {
  /** A checkpoint note that was kept elsewhere: the only thing that detects an owner who rewrites everything. */
  readonly checkpoint?: string;
  /** Called now and then with how many of the runs have been looked at. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Everything that shows one run (or act) to be in the ledger, without any other. */
export interface InclusionBundle {
  /** The exact text of the leaf: the envelope, or the act, as canonical JSON. */
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  /** RFC 6962 audit path, from the leaf up, in hexadecimal. */
  readonly hashes: readonly string[];
  /** In hexadecimal. */
  readonly root: string;
  /** C2SP signed note over origin, size and root. */
  readonly checkpoint: string;
  /** PEM of the ledger's ed25519 public key. */
  readonly publicKey: string;
  /** C2SP verifier key of the same key. */
  readonly verifierKey: string;
}

/** The history of one workspace. All methods throw Faults; what they return is durable. */
export interface History extends RunHistory {
  readonly blobs: BlobStore;
  /** Registers a run and its first event, owned by this process. Fault `run-exists`. */
  begin(run: { run: string; task: string; capturedMs: number; body: string }): void;
  /** Adds one event to an unfinished run that this process owns, and returns its number. Faults `unknown-run`, `run-busy`. */
  append(run: string, body: string): number;
  /** The events of an unfinished run, oldest first. */
  events(run: string): JournalEntry[];
  unfinished(): UnfinishedRun[];
  /** Takes over a run whose process is gone; of several callers exactly one wins. Faults `unknown-run`, `run-busy`. */
  claim(run: string): void;
  /** Records a run that is over and forgets its events, all or nothing. The same run a second time changes nothing. */
  finish(run: FinishedRun): Promise<Recorded>;
  /** As `finish`, many runs in one commit. */
  finishAll(runs: readonly FinishedRun[]): Recorded[];
  /** Copies leaves that a ledger with the same key holds elsewhere, all or nothing, and answers the size. Fault `ledger-altered`. */
  appendPart(part: LedgerPart): number;
  /** Audit events, oldest first. */
  acts(): Iterable<AuditEventRow>;
  /** By run id, record hash, or a unique beginning of one. Faults `unknown-run`, `ambiguous-hash`. */
  find(runOrHash: string): RunRow;
  verify(options?: VerifyOptions): Promise<Verification>;
  /** Of a run, or of an act by its id. */
  prove(runHashOrEvent: string): InclusionBundle;
  /** CSV (RFC 4180) of the runs, oldest first unless the filter says otherwise; line by line, the header first. */
  exportCsv(filter?: HistoryFilter): Iterable<string>;
  close(): void;
}
