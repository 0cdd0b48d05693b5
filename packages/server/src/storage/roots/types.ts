/** Where files of a class go. `workspace`: mirrors and scratch copies, fast; `history`: records, blobs, ledgers, durable; `dashboards`: published. */
export type StorageClass = "workspace" | "history" | "dashboards";

/** One stored thing. */
export interface StoredObject {
  /** Relative, `/` between parts. */
  readonly key: string;
  readonly bytes: number;
}

/**
 * Named objects below one root, all of one tenant. Keys are checked parts (`[a-z0-9._-]`, beginning with neither `.` nor
 * `-`), never what a stranger sent: Fault `invalid-key`. The contract suite holds for every scheme; `file:` is the one there is.
 */
export interface ObjectStore {
  /** Durable when it resolves; whole or not at all. `ifAbsent`: false is answered, and nothing changed, when there is one. */
  put(key: string, data: Uint8Array | string, options?: { readonly ifAbsent?: boolean }): Promise<boolean>;
  /** The bytes from `start` up to `end` without it, cut at the end of what there is; all of them without a range. */
  get(key: string, range?: { readonly start: number; readonly end: number }): Promise<Uint8Array | null>;
  /** In code-unit order. */
  list(prefix: string): AsyncIterable<StoredObject>;
  remove(key: string): Promise<void>;
}

/** The roots of this server. */
export interface Roots {
  /** A tenant's part of a class. The folder's name follows from the tenant's id; no two tenants share one. */
  store(storage: StorageClass, tenant: string): ObjectStore;
  /** The real folder of a `file:` root, made when missing, for git, sandboxes and SQLite. Fault `root-not-local` for another scheme. */
  folder(storage: StorageClass, tenant: string): Promise<string>;
  /** Bytes that a tenant uses in all classes; measured now and then, not at each call. */
  usage(tenant: string): Promise<number>;
  /** Removes everything of a tenant. */
  erase(tenant: string): Promise<void>;
}
