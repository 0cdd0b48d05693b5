import { escapeMarkdown } from "@sdetkit/core";
import type { Audit } from "../audit-repository.ts";
import { byCodeUnits } from "../code-unit-order.ts";
import type { Finding, Severity } from "../finding.ts";
import { summarise } from "../summary.ts";

/** More rows than this are counted, not listed: a job's summary page takes 1 MiB, and nobody reads on. */
const MOST_ROWS = 500;
const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

/** The audit as Markdown for a person: the numbers, the findings with the worst first, and how to repair each kind. */
export function markdownReport(audit: Audit): string {
  const summary = summarise(audit);
  const worstFirst = SEVERITIES.flatMap((severity) => audit.findings.filter((each) => each.severity === severity));
  const parts = [
    `## Repository audit: ${countsOf(summary)}`,
    `Profile \`${audit.profile}\`, score ${summary.score} of 100. ${summary.files} files, ${summary.scanned} read, ${summary.skipped} skipped.`,
  ];
  if (worstFirst.length > 0) parts.push(findingsTable(worstFirst.slice(0, MOST_ROWS)));
  if (worstFirst.length > MOST_ROWS) parts.push(`… and ${worstFirst.length - MOST_ROWS} more.`);
  const fired = audit.rules.filter(({ id }) => (summary["by-rule"][id] ?? 0) > 0);
  if (fired.length > 0) {
    const lines = fired.toSorted((a, b) => byCodeUnits(a.id, b.id)).map(({ id, fix }) => `- \`${id}\`: ${prose(fix)}`);
    parts.push("### How to repair", lines.join("\n"));
  }
  return `${parts.join("\n\n")}\n`;
}

function countsOf({ errors, warnings, notes }: { errors: number; warnings: number; notes: number }): string {
  const count = (number: number, noun: string) => (number === 0 ? [] : [`${number} ${noun}${number === 1 ? "" : "s"}`]);
  const counts = [...count(errors, "error"), ...count(warnings, "warning"), ...count(notes, "note")];
  return counts.length === 0 ? "nothing found" : counts.join(", ");
}

function findingsTable(findings: readonly Finding[]): string {
  const rows = findings.map(
    ({ severity, rule, path, line, message }) =>
      `| ${severity} | \`${rule}\` | ${escapeMarkdown(line === null ? path : `${path}:${line}`)} | ${prose(message)} |`,
  );
  return ["| severity | rule | place | finding |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** Words of a message as Markdown shows them: no mark, tag, mention or link comes out of what a file holds. */
function prose(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[&<>|`*_[\]~#@\\$]|:(?=\/\/)|(?<=\bwww)\./gi, (mark) => `&#${mark.charCodeAt(0)};`);
}
