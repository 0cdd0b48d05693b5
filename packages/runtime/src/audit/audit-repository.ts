import type { ConfinedFiles } from "../files/types.ts";
import { createPace } from "../platform/pace.ts";
import type { ChangeUnderReview } from "../workspace/change-under-review.ts";
import type { SourceFilter } from "../workspace/source-filter.ts";
import { auditFile, withDirectives } from "./audit-file.ts";
import { type AuditedPaths, type Baseline, knownTo } from "./baseline/baseline.ts";
import type { OutcomeCache } from "./cache/outcome-cache.ts";
import { byCodeUnits } from "./code-unit-order.ts";
import { decodeText } from "./decode-text.ts";
import type { Finding, RawFinding, SuppressedFinding } from "./finding.ts";
import { markerSizes } from "./hygiene/conflicts/marker-sizes.ts";
import { byPlaceAndRule, type Judged, judgeFindings } from "./judge-findings.ts";
import { readFile } from "./read-file.ts";
import type { AuditedFile, FileRule, Lookup, Profile, Repository, RepositoryRule, Rule } from "./rule.ts";
import { maskPaths } from "./secrets/mask-paths.ts";
import { secret } from "./secrets/secret.ts";
import { selectFiles } from "./select-files.ts";
import type { SuppressionTerms } from "./suppress/judge-directive.ts";
import { newDirectives } from "./suppress/new-directives.ts";
import { textFile } from "./text-file.ts";
import type { Omitted, Skipped } from "./types.ts";

/** All that an audit found, and all that it did not look at. Every list is in code-unit order. */
export interface Audit {
  readonly profile: Profile;
  readonly rules: readonly Rule[];
  readonly findings: readonly Finding[];
  /** What is there and does not count: a comment silences it, or a baseline knows it. */
  readonly suppressed: readonly SuppressedFinding[];
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
  /**
   * Whether findings at this path are wanted; absent: all are. Rules about the repository as a whole still see all of it, and
   * others are not asked about the rest.
   */
  readonly wants?: (path: string) => boolean;
  /** The day of the audit as `YYYY-MM-DD`, by which a comment that silences a finding may have ended. Absent: none has. */
  readonly asOf?: string;
  /** What is under review: only its files are reported on, and comments that it brings silence nothing. */
  readonly change?: ChangeUnderReview;
  /** Findings that are accepted as they are. */
  readonly baseline?: Baseline;
  /** What is known of files from earlier audits; it never changes what comes out. */
  readonly cache?: OutcomeCache;
  readonly signal: AbortSignal;
}

/**
 * Runs the rules over the workspace. Reads each file once and one at a time, so that memory does not grow with the
 * repository, and gives way to the event loop as it goes.
 */
export async function auditRepository(files: ConfinedFiles, options: AuditOptions): Promise<Audit> {
  const { change } = options;
  const wants = (path: string) => (options.wants?.(path) ?? true) && (change?.paths.has(path) ?? true);
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
  const fileAudit = { files, rules: fileRules, cache: options.cache, pace };
  for (const file of selection.files) {
    if (!wants(file.path)) continue;
    await pace.yieldIfDue();
    const outcome = await auditFile(file, sizeOf(file.path), fileAudit);
    for (const [rule, found] of outcome.findings) raw.get(rule)?.push(...found);
    skipped.push(...outcome.skipped);
    omitted.push(...outcome.omitted);
    if (outcome.scanned) scanned++;
  }
  // What is not wanted was not asked for: what is known of it would be lost.
  if (change === undefined && options.wants === undefined) options.cache?.save();
  const repository: Repository = { files: selection.files, look };
  for (const rule of options.rules) {
    if (rule.kind !== "repository") continue;
    const found = await rule.check(repository);
    raw.get(rule.id)?.push(...(await withDirectivesOf(rule, found, look)));
  }
  const asShown = <T extends { readonly path: string }>(entry: T): T => ({ ...entry, path: shown(entry.path) });
  const silenced = new Set([...raw.values()].flat().flatMap(({ path, directive }) => (directive ? [path] : [])));
  const terms: SuppressionTerms = {
    asOf: options.asOf ?? null,
    ...(change && { isNew: await newDirectives(change, silenced) }),
  };
  const judged = options.rules.map((rule) => {
    const found = (raw.get(rule.id) ?? []).filter(({ path }) => wants(path)).map(asShown);
    return judgeFindings(rule, found, options.profile, terms);
  });
  const listed = new Set(names);
  const { findings, suppressed } = withoutKnown(
    {
      findings: judged.flatMap((each) => each.findings),
      suppressed: judged.flatMap((each) => each.suppressed),
    },
    options.baseline,
    { exists: (path) => listed.has(path), wants },
  );
  return {
    profile: options.profile,
    rules: options.rules,
    findings: findings.toSorted(byPlaceAndRule),
    suppressed: suppressed.toSorted(byPlaceAndRule),
    skipped: skipped.map(asShown).sort((a, b) => byCodeUnits(a.path, b.path)),
    omitted: omitted.map(asShown),
    files: selection.files.length,
    scanned,
  };
}

/** Sets apart what the baseline knows. */
function withoutKnown(judged: Judged, baseline: Baseline | undefined, paths: AuditedPaths): Judged {
  if (baseline === undefined) return judged;
  const known = knownTo(baseline, judged.findings, paths);
  const suppression = { kind: "external", by: "baseline", reason: "It was there when the baseline was made." } as const;
  return {
    findings: judged.findings.filter((finding) => !known.has(finding)),
    suppressed: [...judged.suppressed, ...[...known].map((finding) => ({ ...finding, suppression }))],
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

/** Findings of a rule about the repository as a whole, each with the comment in its file that silences it. */
async function withDirectivesOf(
  rule: RepositoryRule,
  findings: readonly RawFinding[],
  look: (path: string) => Promise<Lookup>,
): Promise<readonly RawFinding[]> {
  const noted: RawFinding[] = [];
  for (const [path, own] of Map.groupBy(findings, (finding) => finding.path)) {
    const content = own.some(({ line }) => line !== null) ? await look(path) : null;
    if (content?.kind !== "text") noted.push(...own);
    else noted.push(...withDirectives(rule, own, textFile({ path, bytes: content.text.length }, content.text)));
  }
  return noted;
}
