import { canonicalJson, type RunRecord, type Sha256 } from "@sdetkit/core";
import {
  type BlobStore,
  blobPath,
  ContentStore,
  type Layout,
  layoutOf,
  recordPath,
  WriteGuard,
} from "@sdetkit/runtime";
import type { Roots } from "../roots/types.ts";

const REMEMBERED = 1000;

/** Where a tenant's runs keep what their envelopes name, and where its ledger is published. */
export interface TenantContent {
  /** Of the tenant's folder below the history root: `sdetkit agent history verify -C` takes it as it is. */
  readonly layout: Layout;
  readonly blobs: BlobStore & { has(digest: Sha256): boolean };
  /** Durable when it resolves; answers the run's hash. */
  putRecord(record: RunRecord): Promise<Sha256>;
  hasRecord(hash: Sha256): boolean;
}

/** Finds the content of tenants: what is known to be durable is remembered, for as many tenants as usually are at work. */
export function createContent(roots: Pick<Roots, "folder">): (tenant: string) => Promise<TenantContent> {
  const known = new Map<string, TenantContent>();
  // The tenants of a root share its disk: once it failed, nothing more is written there by this process.
  const guard = new WriteGuard();
  return async (tenant) => {
    const folder = await roots.folder("history", tenant);
    const found = known.get(tenant);
    if (found !== undefined) return found;
    const opened = openContent(layoutOf(folder), guard);
    if (known.size >= REMEMBERED) known.clear();
    known.set(tenant, opened);
    return opened;
  };
}

function openContent(layout: Layout, guard: WriteGuard): TenantContent {
  const records = new ContentStore(layout.history, recordPath);
  const blobs = new ContentStore(layout.history, blobPath);
  const put = async (store: ContentStore, data: Uint8Array | string) => {
    // Lets nothing begin after a failure; what is under way then fails, or is durable.
    const begun = guard.run(() => store.putAside(data));
    return begun.catch((error) => {
      if (isOfDisk(error)) guard.note(error);
      throw error;
    });
  };
  return {
    layout,
    blobs: {
      put: (data) => put(blobs, data),
      get: (digest) => blobs.get(digest),
      has: (digest) => blobs.has(digest),
    },
    putRecord: (record) => put(records, canonicalJson(record)),
    hasRecord: (hash) => records.has(hash),
  };
}

/** Not what a tenant that is being removed, or too many open files, make fail: only what says that written data may be lost. */
function isOfDisk(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return cause?.code === "EIO";
}
