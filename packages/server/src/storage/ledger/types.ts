import type { FinishedRun, History, Recorded } from "@sdetkit/runtime";
import type { Tx } from "../database/types.ts";
import type { TenantContent } from "./content.ts";

/** Who did something, and in whose ledger it is kept. */
export interface Actor {
  readonly tenant: string;
  /** The account's name. */
  readonly account: string;
  /** Where the call came in: `api`, `schedule`, `server`, or the kind of the channel. */
  readonly via: string;
}

/** One thing that somebody with power over others did: a leaf of the tenant's ledger, beside the runs. */
export interface AuditEvent {
  /** `tokens.create`, `tenants.suspend`, `approvals.decide`, …: the noun, and what was done to it. */
  readonly act: string;
  /** What it was done to: `token tok-…`, `tenant acme`. */
  readonly target: string;
  /** What was changed, without any secret. */
  readonly detail: { readonly [name: string]: unknown };
}

/** An act as the audit log shows it. */
export interface AuditEventView extends AuditEvent {
  readonly seq: number;
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly via: string;
}

/**
 * Each tenant's ledger: rows in PostgreSQL, appended in the transaction of what they are about. Appending locks the ledger until
 * the transaction is over: it comes last, or at least behind what may wait for others.
 */
export interface Ledger {
  /** Where records and blobs of a tenant's runs are written before their run is appended. */
  content(tenant: string): Promise<TenantContent>;
  /** The signing key of a new tenant, into the vault, and the empty ledger. One that is there stays. */
  create(tx: Tx, tenant: string): Promise<void>;
  /**
   * Appends runs that are over. Their records and blobs must be in `content` already: Faults `record-missing`, `blob-missing`. The
   * same run again changes nothing; it is known by `runs.seq`, which the caller sets in the same transaction.
   */
  appendRuns(tx: Tx, tenant: string, runs: readonly FinishedRun[]): Promise<Recorded[]>;
  /** Appends what somebody did, and writes the audit log. */
  appendAuditEvent(tx: Tx, by: Actor, act: AuditEvent): Promise<void>;
  acts(tx: Tx, tenant: string, page: { readonly before?: number; readonly limit: number }): Promise<AuditEventView[]>;
  /** Copies what is new to the tenant's history root: the portable form that the local CLI verifies. One replica at a time. */
  publish(tenant: string): Promise<void>;
  /** Publishes whatever is not published yet, of all tenants. */
  publishAll(): Promise<void>;
  /**
   * The published history, for reading: lists, dashboards, CSV, proofs. Waits until what was committed so far is in it. Takes a
   * connection of its own when it has to publish: not to be called inside a transaction.
   */
  history<T>(tenant: string, read: (history: History) => Promise<T>): Promise<T>;
}
