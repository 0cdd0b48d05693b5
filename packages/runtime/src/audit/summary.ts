import type { Audit } from "./audit-repository.ts";
import type { Severity } from "./finding.ts";
import { score } from "./score.ts";

/** An audit in numbers: the outputs of `repo.audit` and the head of its reports. */
export interface AuditSummary {
  readonly findings: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** Findings that are there and do not count: silenced by a comment, or known to the baseline. */
  readonly suppressed: number;
  /** Further findings that were counted, not listed, because their rule fired too often in one file. */
  readonly omitted: number;
  /** How many times a rule was stopped in a file, because it fired far too often. */
  readonly stopped: number;
  readonly files: number;
  readonly scanned: number;
  /** Files that were not looked at, by reason; `total` counts them all. */
  readonly skipped: number;
  readonly "skipped-binary": number;
  readonly "skipped-too-large": number;
  readonly "skipped-unreadable": number;
  /** 0 to 100, see `score`. */
  readonly score: number;
  /** Findings of every rule that was asked, those that found nothing included. */
  readonly "by-rule": { readonly [rule: string]: number };
}

/** Counts an audit. */
export function summarise(audit: Audit): AuditSummary {
  const severity = (wanted: Severity): number => audit.findings.filter((finding) => finding.severity === wanted).length;
  const skipped = (reason: string): number => audit.skipped.filter((entry) => entry.reason === reason).length;
  const byRule: { [rule: string]: number } = {};
  for (const { id } of audit.rules) byRule[id] = audit.findings.filter(({ rule }) => rule === id).length;
  return {
    findings: audit.findings.length,
    errors: severity("error"),
    warnings: severity("warning"),
    notes: severity("note"),
    suppressed: audit.suppressed.length,
    omitted: audit.omitted.reduce((sum, { count }) => sum + count, 0),
    stopped: audit.omitted.filter(({ stopped_at }) => stopped_at !== null).length,
    files: audit.files,
    scanned: audit.scanned,
    skipped: audit.skipped.length,
    "skipped-binary": skipped("binary"),
    "skipped-too-large": skipped("too-large"),
    "skipped-unreadable": audit.skipped.length - skipped("binary") - skipped("too-large"),
    score: score(audit.findings),
    "by-rule": byRule,
  };
}
