import { byCodeUnits } from "./code-unit-order.ts";
import type { Finding, RawFinding, SuppressedFinding } from "./finding.ts";
import { fingerprints, identity } from "./fingerprint.ts";
import type { Profile, Rule } from "./rule.ts";
import { judgeDirective, type SuppressionTerms } from "./suppress/judge-directive.ts";

/** Findings of a rule, and those of them that a comment silences. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

/**
 * What a rule found becomes findings with fingerprints and final severities: in the strict profile a warning is an error. Suppressed ones
 * are ranked with the others, so that a comment changes no fingerprint.
 */
export function judgeFindings(
  rule: Rule,
  raw: readonly RawFinding[],
  profile: Profile,
  terms: SuppressionTerms,
): Judged {
  const ordered = [...raw].sort(byPlace);
  const identities = ordered.map((each) => identity(rule.id, each));
  const prints = fingerprints(identities);
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const [index, { message, path, line, column, end, severity: own, directive, commit }] of ordered.entries()) {
    const severity = own ?? rule.severity;
    const verdict = directive && judgeDirective(path, directive, terms);
    const finding: Finding = {
      rule: rule.id,
      severity: profile === "strict" && severity === "warning" ? "error" : severity,
      message: typeof verdict === "string" ? `${message} ${verdict}` : message,
      path,
      line,
      column,
      end: end ?? null,
      fingerprint: prints[index] as Finding["fingerprint"],
      identity: identities[index] as Finding["identity"],
      ...(commit ? { commit } : {}),
    };
    if (verdict === undefined || typeof verdict === "string") findings.push(finding);
    else suppressed.push({ ...finding, suppression: verdict });
  }
  return { findings, suppressed };
}

/** Findings in the order of reports: by path, place, rule and fingerprint. */
export function byPlaceAndRule(a: Finding, b: Finding): number {
  return byPlace(a, b) || byCodeUnits(a.rule, b.rule) || byCodeUnits(a.fingerprint, b.fingerprint);
}

function byPlace(a: Pick<Finding, "path" | "line" | "column">, b: Pick<Finding, "path" | "line" | "column">): number {
  return byCodeUnits(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
