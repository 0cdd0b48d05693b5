import type { Pace } from "../platform/pace.ts";
import type { RawFinding, Severity } from "./finding.ts";

/** `default` looks for what nearly everyone agrees on; `strict` adds rules and turns warnings into errors. */
export type Profile = "default" | "strict";

/** What a rule is about; a selection of rules can name a whole category. */
export const categories = ["governance", "hygiene", "security"] as const;
export type Category = (typeof categories)[number];

/** A file of the audited selection. */
export interface AuditedFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/** A text file, decoded once and handed to every file rule. */
export interface TextFile extends AuditedFile {
  readonly text: string;
  /** How long the markers are that git leaves in this file when it cannot merge. */
  readonly conflictMarkerSize: number;
  /** 1-based line and column (UTF-16 code units) of an offset in `text`. */
  place(offset: number): { readonly line: number; readonly column: number };
  /** The line that holds an offset, without its line break. */
  lineAt(offset: number): string;
}

/** What is known of a named file: absent, a link (never followed), no readable text, or its text. */
export type Lookup =
  | { readonly kind: "missing" }
  | { readonly kind: "link" }
  | { readonly kind: "unreadable" }
  | { readonly kind: "text"; readonly text: string };

/** The repository as rules see it: the selected files in code-unit order, and nothing outside of them. */
export interface Repository {
  readonly files: readonly AuditedFile[];
  look(path: string): Promise<Lookup>;
}

interface RuleHead {
  /** Kebab-case, stable: reports, baselines and waivers refer to it. */
  readonly id: string;
  readonly title: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly profiles: readonly Profile[];
  /** Why it matters and how to mend it. */
  readonly help: string;
}

/** A rule about the repository as a whole. */
export interface RepositoryRule extends RuleHead {
  readonly kind: "repository";
  check(repository: Repository): Promise<readonly RawFinding[]>;
}

/** A rule about the text of one file at a time. */
export interface FileRule extends RuleHead {
  readonly kind: "file";
  /**
   * Finds one thing after the other, in the order of the text. Whoever asks may stop: what comes later is then not looked
   * for. A long search breathes.
   */
  check(file: TextFile, pace: Pace): Iterable<RawFinding> | AsyncIterable<RawFinding>;
}

/** Add one: its file, its test, one line in the registry. */
export type Rule = RepositoryRule | FileRule;
