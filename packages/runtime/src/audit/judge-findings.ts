import { byCodeUnits } from "./code-unit-order.ts";
import type { Finding, RawFinding } from "./finding.ts";
import { fingerprints, identity } from "./fingerprint.ts";
import type { Profile, Rule } from "./rule.ts";

/** What a rule found becomes findings with fingerprints and final severities: in the strict profile a warning is an error. */
export function judgeFindings(rule: Rule, raw: readonly RawFinding[], profile: Profile): Finding[] {
  const ordered = [...raw].sort(byPlace);
  const prints = fingerprints(ordered.map((each) => identity(rule.id, each)));
  return ordered.map(({ message, path, line, column, end, severity: own }, index) => {
    const severity = own ?? rule.severity;
    return {
      rule: rule.id,
      severity: profile === "strict" && severity === "warning" ? "error" : severity,
      message,
      path,
      line,
      column,
      end: end ?? null,
      fingerprint: prints[index] as Finding["fingerprint"],
    };
  });
}

/** Findings in the order of reports: by path, place, rule and fingerprint. */
export function byPlaceAndRule(a: Finding, b: Finding): number {
  return byPlace(a, b) || byCodeUnits(a.rule, b.rule) || byCodeUnits(a.fingerprint, b.fingerprint);
}

function byPlace(a: Pick<Finding, "path" | "line" | "column">, b: Pick<Finding, "path" | "line" | "column">): number {
  return byCodeUnits(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
