import { type Audit, createRedactor, type AuditFinding as Finding, renderReport } from "@sdetkit/runtime";
import type { Console } from "../terminal/console.ts";
import { annotation } from "./annotate.ts";
import { addToJobSummary } from "./job-summary.ts";

/** GitHub shows ten of each level a step, and a run fifty in all: more only fill the log. */
const MOST_ANNOTATIONS = 50;
const LEVELS = { error: "error", warning: "warning", note: "notice" } as const;

/** Findings as workflow commands of GitHub Actions, which the runner shows at their lines; the worst first. */
export function annotations(findings: readonly Finding[]): string {
  const worstFirst = (["error", "warning", "note"] as const).flatMap((level) =>
    findings.filter(({ severity }) => severity === level),
  );
  return worstFirst.map(annotationOf).join("");
}

function annotationOf({ severity, path, line, column, end, rule, message }: Finding): string {
  // Columns count only within one line: of a longer place, the runner takes the lines.
  const isOneLine = end !== null && end.line === line;
  const place = {
    file: path,
    line,
    endLine: end?.line ?? null,
    col: end === null || isOneLine ? column : null,
    endColumn: isOneLine ? end.column : null,
  };
  return annotation(LEVELS[severity], { ...place, title: `sdetkit ${rule}` }, message);
}

/** In GitHub Actions: annotations on standard error, unless they are what is printed, and the report on the job's summary page. */
export async function announceAudit(audit: Audit, areAnnotated: boolean, console: Console): Promise<void> {
  if (console.env["GITHUB_ACTIONS"] !== "true") return;
  if (!areAnnotated) {
    const lines = annotations(audit.findings).split(/(?<=\n)/);
    console.stderr.write(lines.slice(0, MOST_ANNOTATIONS).join(""));
  }
  await addToJobSummary([renderReport("markdown", audit, createRedactor({ secrets: [] }).shapes)], console);
}
