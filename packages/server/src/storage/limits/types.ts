/** A token bucket: how many at once, and how many come back a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What the bucket said. */
export type Admission =
  | { readonly ok: true }
  /** Seconds until there is room again, at least 1. */
  | { readonly ok: false; readonly retryAfter: number };

/** Rate limits per tenant, channel and user: kept across restarts, shared by replicas, without a statement for each request. */
export interface Limits {
  /**
   * `key`: what is limited, e.g. `["tenant"]`, `["user", "U123"]`; hashed, never a column of its own. `count` above the burst is always
   * refused. Fault `database-away` when what was leased is used up.
   */
  take(tenant: string, key: readonly string[], rate: Rate, count?: number): Promise<Admission>;
}
