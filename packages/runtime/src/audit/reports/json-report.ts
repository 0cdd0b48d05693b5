import type { Audit } from "../audit-repository.ts";
import { RULES_VERSION } from "../registry.ts";
import { type AuditSummary, summarise } from "../summary.ts";

/** The audit as `audit.json` holds it: schema `sdetkit.audit/v1`. The same repository gives the same bytes everywhere. */
export function jsonReport(audit: Audit): {
  readonly schema: "sdetkit.audit/v1";
  readonly rules_version: string;
  readonly profile: Audit["profile"];
  readonly summary: AuditSummary;
  readonly rules: readonly { id: string; title: string; category: string; severity: string; findings: number }[];
  readonly findings: Audit["findings"];
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
    findings: audit.findings,
    skipped: audit.skipped,
    omitted: audit.omitted,
  };
}
