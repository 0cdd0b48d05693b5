import type { Problem } from "@sdetkit/core";

/** A part of the ledger: rows `begin` to `end` (exclusive); `begin` is a multiple of a power of two not below its length. */
export interface RangeTask {
  readonly begin: number;
  readonly end: number;
  /** Sizes inside the part at which somebody signed a root. */
  readonly marks: readonly number[];
}

/** A compact range in a form that threads can pass on. */
export interface RangeNodes {
  readonly size: number;
  readonly nodes: readonly Uint8Array[];
}

/** What was found in a part of the ledger. Only the signed root can tell whether leaf or kept hash was altered. */
export interface RangeReport {
  readonly begin: number;
  readonly rows: number;
  /** How many of them are acts and no runs. */
  readonly acts: number;
  /** Over the leaves as they are. */
  readonly leaves: RangeNodes;
  /** Over the hashes kept beside the leaves; null when they agree. */
  readonly kept: RangeNodes | null;
  readonly marks: readonly (RangeNodes & { readonly mark: number })[];
  readonly problems: readonly Problem[];
  /** Rows whose kept hash is not that of their leaf. */
  readonly altered: readonly { readonly seq: number; readonly kept: Uint8Array; readonly hash: Uint8Array }[];
  /** Blocks whose kept root is not that of their leaves. */
  readonly blocks: readonly {
    readonly position: number;
    readonly kept: Uint8Array | null;
    readonly root: Uint8Array;
  }[];
  /** Rows whose index row names another run: candidates for rows that changed places. */
  readonly strangers: readonly { readonly seq: number; readonly run: string; readonly indexed: string }[];
  readonly records: readonly string[];
  readonly blobs: readonly string[];
}
