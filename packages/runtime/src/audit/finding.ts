import type { Sha256 } from "@sdetkit/core";
import type { Directive, Suppression } from "./suppress/types.ts";

/** How bad a finding is; the words are SARIF's levels (2.1.0, section 3.27.10). */
export type Severity = "error" | "warning" | "note";

/** A place in a text: both are 1-based, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The commit that brought what is found, where a history is looked through. */
export interface FoundIn {
  /** Its object id in hexadecimal. */
  readonly id: string;
  /** When its author wrote it, in ISO 8601 with the author's offset. */
  readonly authored: string;
}

/** What a rule reports about one place. */
export interface RawFinding {
  /** What was expected, what is there, what to do. Never holds text of a secret. */
  readonly message: string;
  /** Where the thing is, or where it is missing: relative to the workspace. */
  readonly path: string;
  /** 1-based; null when the finding is about the file as a whole. */
  readonly line: number | null;
  /** 1-based, in UTF-16 code units. */
  readonly column: number | null;
  /** Where it ends, exclusive, in the same units; absent: not known. */
  readonly end?: Place;
  /**
   * What identifies the finding wherever it moves: the text of the thing or of its line, without any secret and without line
   * numbers. Only its hash is kept.
   */
  readonly context: string;
  /** Where this finding differs from its rule's severity. */
  readonly severity?: Severity;
  /** Set by the audit, not by rules: the comment that silences it. */
  readonly directive?: Directive;
  readonly commit?: FoundIn;
}

/** One finding as the reports show it. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
  /** Where it ends, exclusive; null where that is not known. */
  readonly end: Place | null;
  /** Of its own, and the same when lines move, files are renamed or edited elsewhere: see `fingerprints`. */
  readonly fingerprint: Sha256;
  /** What it is about, wherever it stands; equal for findings of the same rule and text: see `identity`. */
  readonly identity: Sha256;
  /** Of a finding in the history; the place is that of the file in this commit. */
  readonly commit?: FoundIn;
}

/** A finding that is there and does not count. */
export interface SuppressedFinding extends Finding {
  readonly suppression: Suppression;
}
