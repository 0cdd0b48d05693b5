/** A place in a file: 1-based line and column (columns count UTF-16 code units), and how many columns it spans. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** One thing an author wrote wrong. Diagnostics are collected, never thrown, and all of them are shown at once. */
export interface Diagnostic {
  /** Stable kebab-case code, e.g. `unknown-key`; listed in the catalogue. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** The file as the author knows it: relative to the workspace where it lies in it. */
  readonly file: string;
  readonly place: Place;
  /** What was expected and what came. */
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
  /** The input of a template that was given wrongly: who knows where the caller wrote it, can point there. */
  readonly input?: string;
}

/** A parsed value with warnings, or the errors (and warnings) that prevented it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
