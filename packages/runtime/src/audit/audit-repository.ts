import type { ReadFile } from "@sdetkit/core";
import type { ConfinedFiles } from "../action/contract.ts";
import { hashing } from "../hashing.ts";
import { byCodeUnits } from "./code-unit-order.ts";
import { decodeText } from "./decode-text.ts";
import type { Finding, RawFinding } from "./finding.ts";
import { fingerprints } from "./fingerprint.ts";
import { readFile, type SkipReason } from "./read-file.ts";
import type { AuditedFile, FileRule, Lookup, Profile, RepositoryRule, Rule, TextFile } from "./rule.ts";
import { selectFiles } from "./select-files.ts";
import { textFile } from "./text-file.ts";

/** How many files are read at once: enough to hide the disk, few enough to hold in memory. */
const CONCURRENCY = 8;
/** A rule that fires more often in one file is counted, not listed. */
const MAX_PER_FILE = 100;

/** A file, or one rule on a file, that the audit could not look at. */
export interface Skipped {
  readonly path: string;
  readonly bytes: number;
  readonly reason: SkipReason | "rule-failed";
  /** For `rule-failed`: the rule that gave up. */
  readonly rule: string | null;
}

/** Findings of one rule in one file beyond the listed ones. */
export interface Omitted {
  readonly path: string;
  readonly rule: string;
  readonly count: number;
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
  readonly reads: readonly ReadFile[];
}

export interface AuditOptions {
  readonly profile: Profile;
  readonly rules: readonly Rule[];
  /** Patterns in the syntax of `.gitignore`. */
  readonly exclude: readonly string[];
  readonly signal: AbortSignal;
}

/** Runs the rules over the workspace. Reads each file once, a few at a time; the answer does not depend on their order. */
export async function auditRepository(files: ConfinedFiles, options: AuditOptions): Promise<Audit> {
  const selected = await selectFiles(files, options.exclude);
  const fileRules = options.rules.filter((rule): rule is FileRule => rule.kind === "file");
  const repositoryRules = options.rules.filter((rule): rule is RepositoryRule => rule.kind === "repository");

  const outcomes = await mapInParallel(selected, options.signal, (file) => auditFile(files, file, fileRules));
  const raw = new Map<string, RawFinding[]>(options.rules.map(({ id }) => [id, []]));
  for (const { findings } of outcomes) for (const [rule, found] of findings) raw.get(rule)?.push(...found);
  const look = async (path: string): Promise<Lookup> => {
    const answer = await readFile(files, path);
    if (answer.kind === "skipped") return { kind: "unreadable" };
    if (answer.kind !== "read") return answer;
    const text = decodeText(answer.data);
    return text === null ? { kind: "unreadable" } : { kind: "text", text };
  };
  for (const rule of repositoryRules) raw.get(rule.id)?.push(...(await rule.check({ files: selected, look })));

  const findings = options.rules.flatMap((rule) => judge(rule, raw.get(rule.id) ?? [], options.profile));
  return {
    profile: options.profile,
    rules: options.rules,
    findings: findings.sort(byPlace),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
    omitted: outcomes.flatMap(({ omitted }) => omitted),
    files: selected.length,
    scanned: outcomes.filter(({ scanned }) => scanned).length,
    reads: outcomes.flatMap(({ read }) => (read ? [read] : [])),
  };
}

interface FileOutcome {
  readonly findings: readonly (readonly [rule: string, found: readonly RawFinding[]])[];
  readonly skipped: readonly Skipped[];
  readonly omitted: readonly Omitted[];
  readonly scanned: boolean;
  readonly read: ReadFile | null;
}

async function auditFile(files: ConfinedFiles, file: AuditedFile, rules: readonly FileRule[]): Promise<FileOutcome> {
  const answer = await readFile(files, file.path);
  const skip = (reason: Skipped["reason"], read: ReadFile | null): FileOutcome => ({
    findings: [],
    skipped: [{ ...file, reason, rule: null }],
    omitted: [],
    scanned: false,
    read,
  });
  if (answer.kind === "skipped") return skip(answer.reason, null);
  if (answer.kind !== "read") return skip("unreadable", null);
  const read: ReadFile = { path: file.path, sha256: hashing.hex(answer.data) };
  const text = decodeText(answer.data);
  if (text === null) return skip("binary", read);

  const source: TextFile = textFile(file, text);
  const findings: [string, readonly RawFinding[]][] = [];
  const skipped: Skipped[] = [];
  const omitted: Omitted[] = [];
  for (const rule of rules) {
    try {
      const found = await rule.check(source);
      findings.push([rule.id, found.slice(0, MAX_PER_FILE)]);
      const rest = found.length - MAX_PER_FILE;
      if (rest > 0) omitted.push({ path: file.path, rule: rule.id, count: rest });
    } catch {
      // A detector that a hostile file breaks must not hide the other findings; the report names rule and file.
      skipped.push({ ...file, reason: "rule-failed", rule: rule.id });
    }
  }
  return { findings, skipped, omitted, scanned: true, read };
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

async function mapInParallel<A, B>(
  items: readonly A[],
  signal: AbortSignal,
  work: (item: A) => Promise<B>,
): Promise<B[]> {
  const results: B[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      signal.throwIfAborted();
      const index = next++;
      results[index] = await work(items[index] as A);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}
