import type { ConfinedFiles, MissedEntry } from "../files/types.ts";
import type { Pace } from "../platform/pace.ts";
import { concerns } from "./concerns.ts";
import { decodeText } from "./decode-text.ts";
import type { RawFinding } from "./finding.ts";
import { readFile, type SkipReason } from "./read-file.ts";
import type { AuditedFile, FileRule, Rule, TextFile } from "./rule.ts";
import { directiveFor, directivesOf } from "./suppress/directive.ts";
import { textFile } from "./text-file.ts";

/** A rule that fires more often in one file is counted, not listed. */
const MAX_LISTED = 100;
/** A rule that fires more often than this in one file is stopped there: the file is one problem, not many. */
const MAX_COUNTED = 1000;

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

/** Reads a file once and asks the rules that it concerns. */
export async function auditFile(
  files: ConfinedFiles,
  file: AuditedFile,
  rules: readonly FileRule[],
  conflictMarkerSize: number,
  pace: Pace,
): Promise<FileOutcome> {
  const answer = await readFile(files, file.path);
  const skip = (reason: Skipped["reason"]): FileOutcome => ({
    findings: [],
    skipped: [{ ...file, reason, rule: null }],
    omitted: [],
    scanned: false,
  });
  if (answer.kind === "skipped") return skip(answer.reason);
  if (answer.kind !== "read") return skip("unreadable");
  const text = decodeText(answer.data);
  if (text === null) return skip("binary");

  const source = textFile(file, text, conflictMarkerSize);
  const findings: [string, readonly RawFinding[]][] = [];
  const skipped: Skipped[] = [];
  const omitted: Omitted[] = [];
  for (const rule of rules) {
    if (!concerns(rule, source)) continue;
    try {
      const { listed, count, stoppedAt } = await ask(rule, source, pace);
      findings.push([rule.id, withDirectives(rule, listed, source)]);
      if (count > 0) omitted.push({ path: file.path, rule: rule.id, count, stopped_at: stoppedAt });
    } catch {
      await pace.yieldIfDue();
      // A detector that a hostile file breaks must not hide the other findings; the report names rule and file.
      skipped.push({ ...file, reason: "rule-failed", rule: rule.id });
    }
  }
  return { findings, skipped, omitted, scanned: true };
}

/** Asks one rule about one file, and stops it when it has said enough. `count`: findings beyond the listed ones. */
async function ask(
  rule: FileRule,
  file: TextFile,
  pace: Pace,
): Promise<{ listed: RawFinding[]; count: number; stoppedAt: Omitted["stopped_at"] }> {
  const listed: RawFinding[] = [];
  let count = 0;
  for await (const found of rule.check(file, pace)) {
    if (listed.length < MAX_LISTED) listed.push(found);
    else count++;
    if (listed.length + count === MAX_COUNTED)
      return { listed, count, stoppedAt: { line: found.line ?? 1, column: found.column ?? 1 } };
  }
  return { listed, count, stoppedAt: null };
}

/** Notes at each finding the comment that silences it. */
export function withDirectives(rule: Rule, findings: readonly RawFinding[], file: TextFile): readonly RawFinding[] {
  if (findings.length === 0) return findings;
  const directives = directivesOf(file);
  if (directives.length === 0) return findings;
  return findings.map((finding) => {
    const directive = directiveFor(rule, finding, directives);
    return directive === undefined ? finding : { ...finding, directive };
  });
}
