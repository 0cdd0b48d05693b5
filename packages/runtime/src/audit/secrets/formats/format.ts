import type { Severity } from "../../finding.ts";
import type { Checksum } from "./checksums.ts";

/**
 * Regular expressions here are of the dialect of `compilePattern` (no look-around, no back-references) and deterministic: what
 * comes next is decided by one character. A backtracking engine then takes linear time; a test holds both.
 */
type Pattern = string;

interface Kind {
  /** What it is, in the words of the vendor and in lower case: `personal access token`. Its id is made of these words. */
  readonly kind: string;
  /** The least entropy, in bits per character of what varies, where the usual one does not fit. */
  readonly entropy?: number;
  /** How the names of the files end that hold it, where it is nothing anywhere else. */
  readonly files?: readonly string[];
  /** How the vendor lets a scanner tell a token from chance. */
  readonly checksum?: Checksum;
  /** Where the kind is less than an error: what it opens is meant to be seen, or is only half of a credential. */
  readonly severity?: Severity;
}

/** A secret that shows by itself what it is. */
export interface TokenFormat extends Kind {
  /** What every such secret holds, in this case: mostly its first characters. Each is a keyword of the prefilter. */
  readonly starts: string | readonly string[];
  /** What stands before that, where it is not at the start. */
  readonly before?: Pattern;
  readonly body: Pattern;
}

/** A secret that looks like many other things: only the name that it is assigned to tells. */
export interface AssignedFormat extends Kind {
  readonly value: Pattern;
  /** What the name has to hold, in either case; by default those of the vendor. Each is a keyword of the prefilter. */
  readonly names?: readonly string[];
  /** One of these words is in the name as well. */
  readonly says?: readonly string[];
  /** The name decides even where the value has the form of another vendor's token. */
  readonly prevails?: boolean;
}

export type SecretFormat = TokenFormat | AssignedFormat;

/** The secrets of one vendor. */
export interface Vendor {
  /** Short and stable: findings and comments that silence them name it. */
  readonly id: string;
  readonly title: string;
  /** What its settings are called in programs, in lower case; by default the id. */
  readonly names?: readonly string[];
  readonly formats: readonly SecretFormat[];
}
