import type { Audit } from "../audit-repository.ts";
import type { Finding, SuppressedFinding } from "../finding.ts";
import { RULES_VERSION } from "../registry.ts";
import { type AuditSummary, summarise } from "../summary.ts";

/** The audit as `audit.json` holds it: schema `sdetkit.audit/v1`. The same repository gives the same bytes everywhere. */
export function jsonReport(audit: Audit): {
  readonly schema: "sdetkit.audit/v1";
  readonly rules_version: string;
  readonly profile: Audit["profile"];
  readonly summary: AuditSummary;
  readonly rules: readonly { id: string; title: string; category: string; severity: string; findings: number }[];
  readonly findings: readonly Omit<Finding, "identity">[];
  readonly suppressed: readonly Omit<SuppressedFinding, "identity">[];
  readonly skipped: Audit["skipped"];
  readonly omitted: Audit["omitted"];
} {
  const summary = summarise(audit);
  return {
    schema: "sdetkit.audit/v1",
    rules_version: RULES_VERSION,
    profile: audit.profile,
    summary,
    rules: audit.rules.map(({ id, title, category, severity }) => ({
      id,
      title,
      category,
      severity,
      findings: summary["by-rule"][id] ?? 0,
    })),
    findings: audit.findings.map(shown),
    suppressed: audit.suppressed.map(shown),
    skipped: audit.skipped,
    omitted: audit.omitted,
  };
}

function shown<T extends Finding>({ identity: _, ...finding }: T): Omit<T, "identity"> {
  return finding;
}
