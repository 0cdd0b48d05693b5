import type { ConfinedFiles } from "../files/types.ts";
import { hashing } from "../platform/hashing.ts";
import type { Pace } from "../platform/pace.ts";
import { type OutcomeCache, outcomeKey } from "./cache/outcome-cache.ts";
import { concerns } from "./concerns.ts";
import { decodeText } from "./decode-text.ts";
import type { RawFinding } from "./finding.ts";
import { foldedContext } from "./fingerprint.ts";
import { readFile } from "./read-file.ts";
import type { AuditedFile, FileRule, Rule, TextFile } from "./rule.ts";
import { directiveFor, directivesOf } from "./suppress/directive.ts";
import { textFile } from "./text-file.ts";
import type { FileOutcome, Omitted, Skipped } from "./types.ts";

/** A rule that fires more often in one file is counted, not listed. */
const MAX_LISTED = 100;
/** A rule that fires more often than this in one file is stopped there: the file is one problem, not many. */
const MAX_COUNTED = 1000;

/** What is the same for all files of an audit. */
export interface FileAudit {
  readonly files: ConfinedFiles;
  readonly rules: readonly FileRule[];
  readonly cache: OutcomeCache | undefined;
  readonly pace: Pace;
}

/** Reads a file once, always, and asks the rules that it concerns, unless their answer is known. */
export async function auditFile(
  file: AuditedFile,
  conflictMarkerSize: number,
  { files, rules, cache, pace }: FileAudit,
): Promise<FileOutcome> {
  const answer = await readFile(files, file.path);
  if (answer.kind === "skipped") return unseen(file, answer.reason);
  if (answer.kind !== "read") return unseen(file, "unreadable");
  const key = cache && outcomeKey(file.path, conflictMarkerSize, answer.data);
  const known = key && cache?.get(key);
  if (known) return known;
  const text = decodeText(answer.data);
  if (text === null) return unseen(file, "binary");
  const outcome = await askAll(rules, textFile(file, text, conflictMarkerSize), pace);
  // A rule that gave up may do better the next time.
  if (key && outcome.skipped.length === 0) cache?.put(key, outcome);
  return outcome;
}

function unseen({ path, bytes }: AuditedFile, reason: Skipped["reason"]): FileOutcome {
  return { findings: [], skipped: [{ path, bytes, reason, rule: null }], omitted: [], scanned: false };
}

async function askAll(rules: readonly FileRule[], source: TextFile, pace: Pace): Promise<FileOutcome> {
  const { path, bytes } = source;
  const findings: [string, readonly RawFinding[]][] = [];
  const skipped: Skipped[] = [];
  const omitted: Omitted[] = [];
  for (const rule of rules) {
    if (!concerns(rule, source)) continue;
    try {
      const { listed, count, stoppedAt } = await ask(rule, source, pace);
      if (listed.length > 0) findings.push([rule.id, keptOf(rule, listed, source)]);
      if (count > 0) omitted.push({ path, rule: rule.id, count, stopped_at: stoppedAt });
    } catch {
      await pace.yieldIfDue();
      // A detector that a hostile file breaks must not hide the other findings; the report names rule and file.
      skipped.push({ path, bytes, reason: "rule-failed", rule: rule.id });
    }
  }
  return { findings, skipped, omitted, scanned: true };
}

/** What is kept of the findings of one rule in one file. */
export function keptOf(rule: Rule, findings: readonly RawFinding[], file: TextFile): readonly RawFinding[] {
  return withDirectives(rule, findings, file).map(withoutText);
}

/** The text of a file goes no further than here, not even into a cache: what identifies a finding is its hash. */
function withoutText(finding: RawFinding): RawFinding {
  return { ...finding, context: hashing.hex(foldedContext(finding)) };
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
