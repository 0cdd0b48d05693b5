import type { ConfinedFiles, MissedEntry } from "../files/types.ts";
import { createPace, type Pace } from "../platform/pace.ts";
import type { SourceFilter } from "../workspace/source-filter.ts";
import { byCodeUnits } from "./code-unit-order.ts";
import { concerns } from "./concerns.ts";
import { decodeText } from "./decode-text.ts";
import type { Finding, RawFinding } from "./finding.ts";
import { fingerprints } from "./fingerprint.ts";
import { markerSizes } from "./hygiene/conflicts/marker-sizes.ts";
import { readFile, type SkipReason } from "./read-file.ts";
import type { AuditedFile, FileRule, Lookup, Profile, Rule, TextFile } from "./rule.ts";
import { maskPaths } from "./secrets/mask-paths.ts";
import { secret } from "./secrets/secret.ts";
import { selectFiles } from "./select-files.ts";
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

/** All that an audit found, and all that it did not look at. Every list is in code-unit order. */
export interface Audit {
  readonly profile: Profile;
  readonly rules: readonly Rule[];
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  readonly omitted: readonly Omitted[];
  /** How many files the repository has, as `.gitignore` and the exclusions leave it. */
  readonly files: number;
  /** How many of them were text and were read. */
  readonly scanned: number;
}

export interface AuditOptions {
  readonly profile: Profile;
  readonly rules: readonly Rule[];
  /** Tells the workspace's own files from those that git ignores. */
  readonly source: SourceFilter;
  /** Patterns in the syntax of `.gitignore`. */
  readonly exclude: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Runs the rules over the workspace. Reads each file once and one at a time, so that memory does not grow with the
 * repository, and gives way to the event loop as it goes.
 */
export async function auditRepository(files: ConfinedFiles, options: AuditOptions): Promise<Audit> {
  const pace = createPace(options.signal);
  const selection = await selectFiles(files, options.source, options.exclude, pace);
  const names = [...selection.files, ...selection.missed].map(({ path }) => path).sort(byCodeUnits);
  const { shown, findings: inNames } = await maskPaths(names, pace);
  const fileRules = options.rules.filter((rule): rule is FileRule => rule.kind === "file");
  const raw = new Map<string, RawFinding[]>(options.rules.map(({ id }) => [id, []]));
  raw.get(secret.id)?.push(...inNames);

  const skipped: Skipped[] = selection.missed.map((missed) => ({ ...missed, bytes: 0, rule: null }));
  const omitted: Omitted[] = [];
  let scanned = 0;
  const look = (path: string): Promise<Lookup> => lookAt(files, path);
  const sizeOf = await markerSizesIn(selection.files, look);
  for (const file of selection.files) {
    await pace.yieldIfDue();
    const outcome = await auditFile(files, file, fileRules, sizeOf(file.path), pace);
    for (const [rule, found] of outcome.findings) raw.get(rule)?.push(...found);
    skipped.push(...outcome.skipped);
    omitted.push(...outcome.omitted);
    if (outcome.scanned) scanned++;
  }
  for (const rule of options.rules) {
    if (rule.kind === "repository") raw.get(rule.id)?.push(...(await rule.check({ files: selection.files, look })));
  }
  const asShown = <T extends { readonly path: string }>(entry: T): T => ({ ...entry, path: shown(entry.path) });
  const findings = options.rules.flatMap((rule) => judge(rule, (raw.get(rule.id) ?? []).map(asShown), options.profile));
  return {
    profile: options.profile,
    rules: options.rules,
    findings: findings.sort(byPlace),
    skipped: skipped.map(asShown).sort((a, b) => byCodeUnits(a.path, b.path)),
    omitted: omitted.map(asShown),
    files: selection.files.length,
    scanned,
  };
}

async function lookAt(files: ConfinedFiles, path: string): Promise<Lookup> {
  const answer = await readFile(files, path);
  if (answer.kind === "skipped") return { kind: "unreadable" };
  if (answer.kind !== "read") return answer;
  const text = decodeText(answer.data);
  return text === null ? { kind: "unreadable" } : { kind: "text", text };
}

async function markerSizesIn(
  files: readonly AuditedFile[],
  look: (path: string) => Promise<Lookup>,
): Promise<(path: string) => number> {
  const attributes: [string, string][] = [];
  for (const { path } of files.filter(({ path }) => /(?:^|\/)\.gitattributes$/.test(path))) {
    const found = await look(path);
    if (found.kind === "text") attributes.push([path, found.text]);
  }
  return markerSizes(attributes);
}

interface FileOutcome {
  readonly findings: readonly (readonly [rule: string, found: readonly RawFinding[]])[];
  readonly skipped: readonly Skipped[];
  readonly omitted: readonly Omitted[];
  readonly scanned: boolean;
}

async function auditFile(
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
      findings.push([rule.id, listed]);
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

/** Fingerprints and final severities: in the strict profile a warning is an error. */
function judge(rule: Rule, raw: readonly RawFinding[], profile: Profile): Finding[] {
  const ordered = [...raw].sort(byPlace);
  const prints = fingerprints(rule.id, ordered);
  return ordered.map(({ message, path, line, column, severity: own }, index) => {
    const severity = own ?? rule.severity;
    return {
      rule: rule.id,
      severity: profile === "strict" && severity === "warning" ? "error" : severity,
      message,
      path,
      line,
      column,
      fingerprint: prints[index] as Finding["fingerprint"],
    };
  });
}

function byPlace(a: RawFinding | Finding, b: RawFinding | Finding): number {
  const place = byCodeUnits(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
  if (place !== 0) return place;
  return "rule" in a && "rule" in b ? byCodeUnits(a.rule, b.rule) || byCodeUnits(a.fingerprint, b.fingerprint) : 0;
}
