import type { Pace } from "../platform/pace.ts";
import type { Place, RawFinding, Severity } from "./finding.ts";

/** `default` looks for what nearly everyone agrees on; `strict` adds rules and turns warnings into errors. */
export type Profile = "default" | "strict";

/** The family that a rule belongs to, which is also the folder that it lies in. */
export const categories = ["governance", "hygiene", "secrets", "source-trust", "supply-chain", "workflows"] as const;
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
  place(offset: number): Place;
  /** Place and end of what lies between two offsets, as a finding names them. */
  span(from: number, to: number): Place & { readonly end: Place };
  /** Offsets of a line (1-based) without its line break; null where the text has no such line. */
  lineRange(line: number): { readonly from: number; readonly to: number } | null;
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

/**
 * A repository before and after the repair that a rule asks for. A test runs each: the rule finds at least one thing in `found` and
 * nothing in `repaired`.
 */
export interface RuleExample {
  /** What the case shows, in a few words. */
  readonly name: string;
  readonly found: ExampleFiles;
  readonly repaired: ExampleFiles;
}

/** Files of an example by path: their text, or only a size in bytes for a rule that does not look inside. */
export interface ExampleFiles {
  readonly [path: string]: string | { readonly bytes: number };
}

interface RuleHead {
  /** Kebab-case, stable: reports, baselines and waivers refer to it. */
  readonly id: string;
  /** The state that the rule wants, as one clause without a full stop. */
  readonly title: string;
  readonly category: Category;
  readonly severity: Severity;
  /**
   * How dangerous what it finds is, 0.1 to 10.0 on the scale of CVSS: SARIF's `security-severity`, by which GitHub sorts alerts (from 9.0
   * critical, from 7.0 high, from 4.0 medium). A rule without it is none about security: the selector `security` leaves it out.
   */
  readonly securitySeverity?: number;
  readonly profiles: readonly Profile[];
  /** What it protects from, in one or two sentences. */
  readonly protects: string;
  /** How to repair what it finds: imperative, one to three sentences. */
  readonly fix: string;
  /** Cases that a test runs and the reference shows. A secret in one is put together, so that no scanner takes it for a leak. */
  readonly examples: readonly [RuleExample, ...RuleExample[]];
}

/** A rule about the repository as a whole. */
export interface RepositoryRule extends RuleHead {
  readonly kind: "repository";
  check(repository: Repository): Promise<readonly RawFinding[]>;
}

/** A rule about the text of one file at a time. It knows nothing but that file, so that its answer can be kept. */
export interface FileRule extends RuleHead {
  readonly kind: "file";
  /** Whether the rule has anything to say about a file of this path; absent: about every file. */
  applies?(path: string): boolean;
  /**
   * Words of which a text must hold at least one, or `check` is not called: ASCII in lower case, looked for without regard to the case of
   * ASCII letters. Absent: `check` is called for every file that the rule applies to.
   */
  readonly keywords?: readonly string[];
  /**
   * Finds one thing after the other, in the order of the text. Whoever asks may stop: what comes later is then not looked
   * for. A long search breathes.
   */
  check(file: TextFile, pace: Pace): Iterable<RawFinding> | AsyncIterable<RawFinding>;
}

/** Add one: its file with examples, and one line in the `rules.ts` of its family. */
export type Rule = RepositoryRule | FileRule;
