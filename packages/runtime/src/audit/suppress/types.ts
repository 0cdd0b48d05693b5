/** A comment with which an author silences findings. */
export interface Directive {
  /** Whose form it has. */
  readonly by: "sdetkit:ignore" | "gitleaks:allow" | "zizmor: ignore";
  /** Ids and families of rules. */
  readonly selectors: readonly string[];
  /** The last day on which it counts, as `YYYY-MM-DD`; null: it has no end. */
  readonly until: string | null;
  readonly reason: string | null;
  /** The line that it stands in, and the line whose findings it silences: the next one with code where it stands alone. */
  readonly line: number;
  readonly silences: number;
  /** The directive with white space folded: what tells a new one from one that was there before. */
  readonly text: string;
}

/** Why a finding that is there does not count. The words are SARIF's kinds (2.1.0, section 3.35.2). */
export type Suppression =
  | (Pick<Directive, "by" | "reason" | "until" | "line"> & { readonly kind: "inSource" })
  | { readonly kind: "external"; readonly by: "baseline"; readonly reason: string };
