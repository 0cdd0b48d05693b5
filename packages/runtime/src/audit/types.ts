import type { MissedEntry } from "../files/types.ts";
import type { RawFinding } from "./finding.ts";
import type { SkipReason } from "./read-file.ts";

/** A file, or one rule on a file, that the audit could not look at. */
export interface Skipped {
  /** A folder that could not be read ends with `/`; bytes of a name that are no UTF-8 are `\xHH`. */
  readonly path: string;
  readonly bytes: number;
  readonly reason: SkipReason | MissedEntry["reason"] | "rule-failed";
  /** For `rule-failed`: the rule that gave up. */
  readonly rule: string | null;
}

/** Findings of one rule in one file beyond the listed ones. */
export interface Omitted {
  readonly path: string;
  readonly rule: string;
  /** How many were found, and not listed. */
  readonly count: number;
  /** Where the rule was stopped, 1-based: what comes later in the file was not looked at. Null: it was. */
  readonly stopped_at: { readonly line: number; readonly column: number } | null;
}

/** What came of one file. */
export interface FileOutcome {
  readonly findings: readonly (readonly [rule: string, found: readonly RawFinding[]])[];
  readonly skipped: readonly Skipped[];
  readonly omitted: readonly Omitted[];
  readonly scanned: boolean;
}
