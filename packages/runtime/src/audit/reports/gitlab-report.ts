import type { Json } from "@sdetkit/core";
import type { Audit } from "../audit-repository.ts";
import type { Finding } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** The audit as a GitLab Code Quality report: an array of issues as docs.gitlab.com/ci/testing/code_quality describes it. */
export function gitlabReport({ findings, rules }: Pick<Audit, "findings" | "rules">): readonly Json[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return findings.map((finding) => ({
    description: finding.message,
    check_name: finding.rule,
    fingerprint: finding.fingerprint,
    severity: severityOf(finding, byId.get(finding.rule)),
    // GitLab wants a line: a finding about a file as a whole is shown at its first.
    location: {
      path: finding.path,
      lines: { begin: finding.line ?? 1, ...(finding.end && { end: finding.end.line }) },
    },
  }));
}

function severityOf(
  { severity }: Finding,
  rule: Rule | undefined,
): "info" | "minor" | "major" | "critical" | "blocker" {
  if (severity === "note") return "info";
  if (severity === "warning") return "minor";
  const danger = rule?.securitySeverity ?? 0;
  return danger >= 9 ? "blocker" : danger >= 7 ? "critical" : "major";
}
