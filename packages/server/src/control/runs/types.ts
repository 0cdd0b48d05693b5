import type { Json, RunEvent, RunRecord, RunReport, Sha256 } from "@sdetkit/core";
import type { BlobStore, PlanAnswer, Refusal, ReplayAnswer } from "@sdetkit/runtime";
import type { Tx } from "../../storage/database/types.ts";
import type { Caller } from "../access/types.ts";
import type { Starter } from "./authorize-start.ts";
import type { StartCause } from "./start-cause.ts";

/** A task in a workspace, with its inputs. */
export interface PlanRequest {
  readonly workspace: string;
  /** `template:ID`, `action NAME {json}`, or free text. */
  readonly task: string;
  readonly inputs: { readonly [name: string]: Json };
}

/** What somebody asks for. */
export interface StartRequest extends PlanRequest {
  readonly cause: StartCause;
  /** When the run may begin: a storm waits its turn. */
  readonly notBefore?: Date;
}

/** A shorter beginning of a run's id or hash names no run. In characters. */
export const SHORTEST_PREFIX = 8;

/** A run as lists and people see it. */
export interface RunView {
  readonly run: string;
  /** `waiting` for people; `stopped` by `problem`, until somebody mends that and resumes it. */
  readonly state: "queued" | "running" | "waiting" | "stopped" | "over";
  /** Null until it is over. */
  readonly status: string | null;
  /** Of a run that succeeded: whether what it looked at passed, as its outputs say; null when they do not. */
  readonly passed: boolean | null;
  readonly hash: string | null;
  readonly workspace: string;
  readonly task: string;
  readonly template: string | null;
  readonly inputs: { readonly [name: string]: Json };
  readonly requester: string;
  readonly channel: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly cancelled_by: string | null;
  readonly problem: string | null;
}

/** Which runs a list is made of. Newest first. */
export interface RunFilter {
  readonly state?: RunView["state"];
  readonly status?: string;
  readonly template?: string;
  readonly workspace?: string;
  readonly requester?: string;
  /** Asked for from then on, and before then. Milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  /** Runs before this one: the cursor. */
  readonly before?: string;
  readonly limit: number;
}

/** What asking came to. `existing`: the cause had started it already. */
export type StartAnswer = { readonly kind: "started"; readonly run: RunView; readonly existing: boolean } | Refusal;

/** One event of a run's journal, in its order. */
export interface RunStep {
  readonly n: number;
  readonly at: string;
  readonly event: RunEvent;
}

/** Durable runs: what is started here ends once, on whichever replica is left. */
export interface Runs {
  /**
   * The one way to start a run, for whoever asks: holds them to scope, tenant, workspace and quota, plans the run and queues it, in the given
   * transaction. Of any number of starts with one cause, one starts a run and the others find it. Faults `scope-missing`, `tenant-not-active`,
   * `account-gone`, `quota-exceeded`, `unknown-workspace`, `workspace-not-ready`.
   */
  start(tx: Tx, by: Starter, request: StartRequest): Promise<StartAnswer>;
  /** The same for several at once, in few statements. */
  startMany(tx: Tx, by: Starter, requests: readonly StartRequest[]): Promise<StartAnswer[]>;
  /** What it would do. */
  plan(tx: Tx, by: Caller, request: PlanRequest): Promise<PlanAnswer>;
  list(tx: Tx, tenant: string, filter: RunFilter): Promise<RunView[]>;
  /** By id. Null when the tenant has no such run. */
  find(tx: Tx, tenant: string, run: string): Promise<RunView | null>;
  /** By id, record hash, or a beginning of one with at least 8 characters. */
  resolve(tx: Tx, tenant: string, runOrHash: string): Promise<RunView | null>;
  /** The report of a run that is over: what the local CLI prints with `--json`. */
  report(tx: Tx, tenant: string, run: string): Promise<RunReport | null>;
  /** Events after `after`; those of a run that is over are kept until retention. */
  events(tx: Tx, tenant: string, run: string, after: number): Promise<RunStep[]>;
  /** Asks for the end: commands are ended, steps that clean up still run (see `CLEAN_UP_MINUTES`), the record says `cancelled`. Null when there is no such run. */
  cancel(tx: Tx, by: Caller, run: string): Promise<RunView | null>;
  /** Goes on with a run that stopped because the world was broken (`problem`). Null when there is no such run. */
  resume(tx: Tx, by: Caller, run: string): Promise<RunView | null>;
  /** Replays in a scratch copy, until the signal; nothing is recorded. Faults `unknown-run`, `run-not-over`. */
  replay(by: Caller, runOrHash: string, signal?: AbortSignal): Promise<ReplayAnswer>;
  /** Content of an artifact or of printed text that a run kept. */
  blob(tenant: string, digest: string): Promise<Uint8Array | null>;
}

/** A run that is told about: whose it is, to which conversation, if to any, and what asked for it. */
export interface WatchedRun extends RunView {
  readonly tenant: string;
  readonly conversation: string | null;
  /** As in `StartRequest`; null for runs that began before this was kept. */
  readonly request: string | null;
}

/** Told in the transaction in which it became true: what is written there is true exactly when this is. */
export interface RunWatcher {
  waiting(tx: Tx, run: WatchedRun, approval: { readonly id: string }): Promise<void>;
  over(tx: Tx, run: WatchedRun, report: RunReport): Promise<void>;
}

/** What a replica is told to log. */
export type ReplicaLog = (
  level: "info" | "warn" | "error",
  what: string,
  about: { readonly [name: string]: unknown },
) => void;

/** What one replica does for all tenants. */
export interface Replica {
  readonly id: string;
  /** Takes its lock, then claims runs, takes over those of replicas that are gone, expires approvals. */
  start(): Promise<void>;
  /** Stops claiming, lets what is running come to the end of its step, gives runs back. Answers how many. */
  drain(seconds: number): Promise<number>;
  /** Whether it holds its lock, and claims. */
  readonly present: boolean;
  /** How many runs it drives now. */
  readonly busy: number;
  /** How many the queue said it drives when it was last asked: other than `busy` only for a moment. */
  readonly claimed: number;
}

/** Where the records and blobs of a tenant's runs go before the ledger names them: the tenant's history root. */
export interface Content {
  readonly blobs: BlobStore;
  /** Durable when it resolves; the hash is the record's. */
  putRecord(record: RunRecord): Promise<Sha256>;
}
