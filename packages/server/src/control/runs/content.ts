import type { RunRecord, Sha256 } from "@sdetkit/core";
import type { BlobStore } from "@sdetkit/runtime";

/** Where the records and blobs of a tenant's runs go before the ledger names them: the tenant's history root. */
export interface Content {
  readonly blobs: BlobStore;
  /** Durable when it resolves; the hash is the record's. */
  putRecord(record: RunRecord): Promise<Sha256>;
}
