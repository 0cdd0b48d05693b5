import type { Config } from "@sdetkit/core";
import type { Quotas } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { Caller, IssuedToken } from "../access/types.ts";

/** A tenant as its own people and the platform see it. */
export interface TenantView {
  readonly id: string;
  readonly name: string;
  readonly state: "active" | "suspended" | "deleting";
  readonly quotas: Quotas;
  readonly created_at: string;
}

/** What a tenant runs under. */
export interface TenantRules {
  /** The tenant's `config.yaml`, checked. The one in a repository does not count here: who can push cannot widen the policy. */
  readonly config: Config;
  readonly quotas: Quotas;
  /** Counts from 1: the user id of its sandboxes is the configured base plus this. */
  readonly number: number;
  readonly state: TenantView["state"];
}

/** Customers of this server. What takes no `tx` opens transactions of its own: call it outside of one. */
export interface Tenants {
  /** Makes the tenant, its ledger, and a first account `admin` (tenant-admin) with a token. Fault `tenant-exists`, diagnostics of a wrong config. */
  create(
    by: Caller,
    tenant: { readonly name: string; readonly config?: string; readonly quotas?: Partial<Quotas> },
  ): Promise<{ readonly tenant: TenantView; readonly admin: IssuedToken }>;
  /** Customers, by name; without the platform's own. */
  list(): Promise<TenantView[]>;
  /** By name or id. Fault `unknown-tenant`. */
  find(nameOrId: string): Promise<TenantView>;
  /** Suspended: tokens are refused, events are not taken, queued runs wait; running ones finish. */
  setState(by: Caller, tenant: string, state: "active" | "suspended"): Promise<TenantView>;
  /**
   * Changes the tenant of the transaction. Its own people change the config, and reach no more of the server's machine with it than the tenant
   * was given (`tools`, `env`, `network`); quotas and reach are for callers with `platform:tenants`. Faults `invalid-config` with
   * diagnostics, `invalid-quotas`, `quotas-not-allowed`.
   */
  change(
    tx: Tx,
    by: Caller,
    change: { readonly config?: string; readonly quotas?: Partial<Quotas> },
  ): Promise<TenantView>;
  /** Everything of it goes, rows and folders; the platform's ledger keeps that it did. Called again, it goes on where it was stopped. */
  remove(by: Caller, tenant: string): Promise<void>;
  /** Finishes removals and creations that were cut off: for the start of a server, and now and then. Answers how many tenants went. */
  removeLeftovers(): Promise<number>;
  /** Kept for some seconds, dropped when changed. Fault `unknown-tenant`. */
  rules(tenant: string): Promise<TenantRules>;
  /**
   * Fault `quota-exceeded` with what is used and when there will be room: for runs in 24 hours and storage. Insert the runs in the same
   * transaction before asking again. How many run at once is not asked here: any number may wait.
   */
  admit(tx: Tx, tenant: string, runs: number): Promise<void>;
  /** Writes a folder that the local CLI verifies and replays without this server: history, templates, config, one repository with the commits of all workspaces. */
  export(by: Caller, tenant: string, folder: string): Promise<void>;
}
