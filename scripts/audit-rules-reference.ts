import { rules } from "../packages/runtime/src/audit/registry.ts";
import { ruleMarkdown } from "../packages/runtime/src/audit/reports/rule-markdown.ts";
import { categories, type Rule } from "../packages/runtime/src/audit/rule.ts";
import { createRedactor } from "../packages/runtime/src/redact/create-redactor.ts";
import { code, table } from "./markdown.ts";

const INTRO =
  "What `sdetkit agent audit` and the action `repo.audit` ask, by family. `sdetkit agent audit rules ID` shows the same of one rule. How audits work: " +
  "[repository audits](../guide/audit.md).";

/** The page of every rule of the audit, made from the rules themselves. Tokens in examples are cut out. */
export function auditRulesReference(generated: string): string {
  const parts = ["# Audit rules", generated, INTRO, summary()];
  for (const family of categories) {
    const members = rules.filter(({ category }) => category === family);
    if (members.length > 0) parts.push(`## ${family}`, ...members.map(section));
  }
  return `${createRedactor({ secrets: [] }).shapes.text(parts.join("\n\n").trimEnd())}\n`;
}

function summary(): string {
  const rows = rules.map((rule) => [
    `[${code(rule.id)}](#${rule.id})`,
    rule.category,
    rule.severity,
    asked(rule),
    rule.title,
  ]);
  return table(["rule", "family", "severity", "profiles", "what it wants"], rows);
}

function section(rule: Rule): string {
  const danger = rule.securitySeverity === undefined ? "" : `, security severity ${rule.securitySeverity.toFixed(1)}`;
  return `### ${rule.id}\n\n${rule.title}. Severity ${rule.severity}${danger}; ${asked(rule)}.\n\n${ruleMarkdown(rule).trimEnd()}`;
}

function asked({ profiles }: Rule): string {
  return profiles.includes("default") ? "both" : "strict";
}
