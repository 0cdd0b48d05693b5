import type { ColumnType, Generated, Insertable, JSONColumnType, Selectable } from "kysely";

type At = ColumnType<Date, Date | string | undefined, Date | string>;
type MaybeAt = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** JSON goes in as text, so that an array is never taken for one of PostgreSQL's. */
type Json<T> = JSONColumnType<T & object, string, string>;
/** `bigint` columns arrive as numbers: none of them reaches 2^53. */
type Counter = Generated<number>;

/** What a tenant may use at most. */
export interface Quotas {
  readonly concurrentRuns: number;
  readonly runsPerDay: number;
  /** Bytes of workspaces and history together. */
  readonly storageBytes: number;
  /** Token bucket of the tenant's requests and messages: how many at once, and how many come back a second. */
  readonly burst: number;
  readonly perSecond: number;
  /** Not there in tenants that are older than this quota: see `SCHEDULES_QUOTA`. */
  readonly schedules?: number;
}

/** Schedules of a tenant for which nobody has said how many it may have. */
export const SCHEDULES_QUOTA = 100;

/** The tables, as `migrations/` makes them. */
export interface Tables {
  tenants: {
    id: string;
    name: string;
    number: Counter;
    state: Generated<"active" | "suspended" | "deleting">;
    /** The tenant's `config.yaml`: its policy. */
    config: string;
    quotas: Json<Quotas>;
    created_at: At;
  };
  accounts: {
    tenant: string;
    id: string;
    name: string;
    kind: "person" | "service";
    role: string;
    disabled_at: MaybeAt;
    created_at: At;
    /** Since when a token of it is known to its holder alone. */
    held_at: MaybeAt;
  };
  identities: {
    tenant: string;
    channel: string;
    external: string;
    account: string;
    created_at: At;
    /** Since when its holder says so as well. */
    confirmed_at: MaybeAt;
    /** SHA-256 of the one-time code that the chat gave, and until when it is good. */
    code: Buffer | null;
    code_until: MaybeAt;
  };
  tokens: {
    tenant: string;
    id: string;
    account: string;
    name: string;
    hash: Buffer;
    scopes: string[];
    created_at: At;
    created_by: string;
    expires_at: MaybeAt;
    revoked_at: MaybeAt;
    replaced_by: string | null;
    last_used_at: MaybeAt;
    /** Since when its secret is known to its holder alone. */
    claimed_at: MaybeAt;
  };
  secrets: { tenant: string; id: string; purpose: string; sealed: Buffer; created_at: At };
  workspaces: {
    tenant: string;
    name: string;
    kind: "folder" | "git";
    location: string;
    ref: Generated<string>;
    state: Generated<"new" | "ready" | "failed">;
    problem: string | null;
    commit: string | null;
    synced_at: MaybeAt;
    created_at: At;
  };
  templates: { tenant: string; id: string; source: string; digest: string; updated_by: string; updated_at: At };
  runs: {
    tenant: string;
    id: string;
    state: Generated<"queued" | "running" | "waiting" | "over">;
    workspace: string;
    task: string;
    template: string | null;
    inputs: Json<object>;
    /** Name of the account that asked. */
    requester: string;
    channel: string;
    conversation: string | null;
    /** What it was started by, once: an inbox event or a schedule's due time. Unique in a tenant. */
    cause: string | null;
    /** Id of what asked: a REST request, a delivery, a schedule. */
    request: string | null;
    resumes: Generated<number>;
    cancelled_by: string | null;
    created_at: At;
    started_at: MaybeAt;
    ended_at: MaybeAt;
    status: string | null;
    hash: string | null;
    seq: number | null;
    /** What it says of what it looked at, when it says so. */
    passed: boolean | null;
    /** The `RunReport` as JSON. */
    report: string | null;
    problem: string | null;
  };
  run_events: { tenant: string; run: string; n: number; at: At; replica: string; body: string };
  queue: {
    tenant: string;
    run: string;
    state: Generated<"ready" | "running" | "parked">;
    ready_at: At;
    replica: string | null;
    /** Counts owners: whoever was replaced meanwhile writes nothing more. */
    epoch: Generated<number>;
    cancel: Generated<boolean>;
    /** Of its journal: a replica takes only what it can read. */
    format: Generated<number>;
    /** How many times in a row this server itself, and not somebody's automation, kept it from going on. */
    stops: Generated<number>;
  };
  approvals: {
    tenant: string;
    id: string;
    run: string;
    step: string;
    digest: string;
    request: Json<object>;
    state: Generated<"pending" | "given" | "denied" | "expired" | "withdrawn">;
    asked_at: At;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    decided_at: MaybeAt;
    used_at: MaybeAt;
  };
  approval_votes: {
    tenant: string;
    approval: string;
    account: string;
    answer: "given" | "denied";
    via: string;
    why: Generated<string>;
    at: At;
    /** A `Proof`: by what the voter was known. Null in votes of before. */
    identity: ColumnType<object | null, string | null, string | null>;
  };
  ledger: { tenant: string; seq: number; hash: Buffer; leaf: string };
  ledger_heads: {
    tenant: string;
    size: number;
    frontier: Buffer;
    checkpoint: string;
    published: Generated<number>;
    behind_since: MaybeAt;
  };
  acts: {
    tenant: string;
    seq: number;
    id: string;
    at: ColumnType<Date, Date | string, never>;
    actor: string;
    act: string;
    target: string;
    body: string;
  };
  schedules: {
    tenant: string;
    id: string;
    name: string;
    cron: string;
    time_zone: string;
    workspace: string;
    task: string;
    inputs: Json<object>;
    catch_up: "all" | "latest" | "none";
    paused: Generated<boolean>;
    account: string;
    next_at: MaybeAt;
    created_at: At;
  };
  schedule_starts: {
    tenant: string;
    schedule: string;
    due_at: ColumnType<Date, Date | string, never>;
    outcome: string;
    run: string | null;
  };
  channels: {
    tenant: string;
    id: string;
    name: string;
    kind: string;
    /** Random and unguessable: the last part of the channel's URL. */
    endpoint: string;
    settings: Json<object>;
    secret: string | null;
    enabled: Generated<boolean>;
    created_at: At;
  };
  inbox: {
    tenant: string;
    channel: string;
    event: string;
    received_at: At;
    state: Generated<"new" | "done" | "failed">;
    ready_at: At;
    attempts: Generated<number>;
    /** What kept it from being worked off, and in words. */
    code: string | null;
    problem: string | null;
    body: string | null;
    /** By which it is shown; begins with its time. */
    id: Generated<string>;
    /** Of what a person said; of it, one after the other is worked off. */
    conversation: string | null;
    ended_at: MaybeAt;
  };
  conversations: { tenant: string; id: string; channel: string; address: Json<object>; created_at: At };
  messages: {
    tenant: string;
    conversation: string;
    n: Counter;
    at: At;
    direction: "in" | "out";
    author: string;
    body: Json<object>;
  };
  outbox: {
    tenant: string;
    n: Counter;
    conversation: string;
    body: Json<object>;
    state: Generated<"new" | "sent" | "failed">;
    attempts: Generated<number>;
    ready_at: At;
    problem: string | null;
    sent_at: MaybeAt;
    external: string | null;
    created_at: At;
  };
  buckets: { tenant: string; key: Buffer; tokens: number; at: ColumnType<Date, Date | string, Date | string> };
  idempotency: {
    tenant: string;
    account: string;
    key: string;
    request: string;
    status: number | null;
    headers: Json<object> | null;
    body: string | null;
    created_at: At;
  };
  /** Those that were made of this database, and the one that it was restored from. */
  backups: { digest: string; made_at: ColumnType<Date, Date | string, never> };
  /** What readiness writes, to see that it can. */
  write_probes: { replica: string; at: At; ballast: Buffer | null };
  replicas: { id: string; lock: Counter; host: string; version: string; seen_at: At; gone_at: MaybeAt };
}

/** A row as it is read. */
export type Row<T extends keyof Tables> = Selectable<Tables[T]>;
/** A row as it is written. */
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>;
