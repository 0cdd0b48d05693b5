import type { Severity } from "../finding.ts";

/** One place that a detector took for a secret: `from` included, `to` excluded. */
export interface Detection {
  /** The kind within the detector, e.g. `AWSAccessKeyID`. */
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  /** What messages call it, e.g. `GitLab personal access token`. */
  readonly title?: string;
  /** Of an address: the host that the secret opens, as it is written. */
  readonly host?: string;
  /** It has the form, but its checksum is wrong: mistyped or made up, it opens nothing. */
  readonly wrongChecksum?: boolean;
  /** It was typed to show the form, by the looks of it. */
  readonly madeUp?: boolean;
  /** How many of its characters all of its kind have in common: of two kinds that fit, the one with more knows it better. */
  readonly common?: number;
  /** Where it is less than an error. */
  readonly severity?: Severity;
}

/**
 * How much a detector knows of what it finds, from most to least: the whole of it and its checksum or content (`certain`), an
 * address with a password in it (`address`), a vendor's name and form (`named`), its form (`token`), a name (`value`), a form that many share (`form`).
 */
export type Rank = "certain" | "address" | "named" | "token" | "value" | "form";

/** Recognises one vendor's secrets. */
export interface Detector {
  /** Short and stable, e.g. `github`: findings name it. */
  readonly name: string;
  /** In either case. A text without any of them is not shown to the detector. */
  readonly keywords: readonly string[];
  readonly rank: Rank;
  detect(text: string, path: string): readonly Detection[];
}
