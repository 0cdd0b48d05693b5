import type { Finding, Severity } from "../finding.ts";
import { sarifUri } from "./sarif-uri.ts";

/** GitHub refuses a run with more results, and a file above 10 MB when it is compressed. */
const MOST_RESULTS = 25_000;
const MOST_BYTES = 9_000_000;
/** What a result adds to the compressed file beside its path, at most: its fingerprint (32 random bytes as hex) and its place. */
const RESULT_BYTES = 120;

const ORDER: { readonly [severity in Severity]: number } = { error: 0, warning: 1, note: 2 };

/** The findings that a SARIF run holds, and how many of each severity it leaves out. */
export interface WithinLimits {
  readonly kept: readonly Finding[];
  readonly left: { readonly [severity in Severity]: number };
}

/**
 * Chooses what code scanning takes: all findings in their order, or, when they are too many, errors first, then warnings, then
 * notes, each in their order. What fits is counted from the findings alone, so that every machine chooses the same.
 */
export function withinSarifLimits(findings: readonly Finding[]): WithinLimits {
  const all = fitting(findings);
  if (all === findings.length) return { kept: findings, left: { error: 0, warning: 0, note: 0 } };
  const worstFirst = findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  const count = fitting(worstFirst);
  const left = { error: 0, warning: 0, note: 0 };
  for (const { severity } of worstFirst.slice(count)) left[severity]++;
  return { kept: worstFirst.slice(0, count), left };
}

/** How many of the first findings fit. A path costs once as long as findings in it follow each other. */
function fitting(findings: readonly Finding[]): number {
  let bytes = 0;
  let path: string | null = null;
  let count = 0;
  for (const finding of findings) {
    bytes += RESULT_BYTES + (finding.path === path ? 0 : sarifUri(finding.path).length);
    path = finding.path;
    if (count === MOST_RESULTS || bytes > MOST_BYTES) break;
    count++;
  }
  return count;
}
