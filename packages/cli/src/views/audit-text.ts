import type { AuditFinding as Finding, Rule, ShownLine, Threshold, WorkspaceAudit } from "@sdetkit/runtime";
import { judgeGate, summarise } from "@sdetkit/runtime";
import { bold, cyan, dim, green, red, type Text, yellow } from "../terminal/text.ts";
import { truncate, width } from "../terminal/width.ts";

const SEVERITIES = ["error", "warning", "note"] as const;
const MARKS = { error: red("✗"), warning: yellow("!"), note: cyan("•") } as const;

/** A severity as a word in its colour. */
export function severityText(severity: Finding["severity"]): Text {
  return severity === "error" ? red(severity) : severity === "warning" ? yellow(severity) : cyan(severity);
}

/** How an audit is shown. */
export interface AuditView {
  readonly threshold: Threshold;
  /** So many findings are shown, the worst first. */
  readonly most: number;
  readonly columns: number;
  readonly verbose: boolean;
}

/** An audit for people: the worst first, by file, each with its line and a caret; then how it ended and what to do next. */
export async function auditText({ audit, linesOf }: WorkspaceAudit, view: AuditView): Promise<Text> {
  const worstFirst = SEVERITIES.flatMap((severity) => audit.findings.filter((each) => each.severity === severity));
  const shown = worstFirst.slice(0, view.most);
  const lines = await linesOf(shown);
  const sections = SEVERITIES.map((severity) => sectionOf(severity, shown, lines, view));
  const hidden = worstFirst.length - shown.length;
  const more: Text =
    hidden === 0 ? "" : ["  ", dim(`… and ${hidden} more, shown with --max-findings 0 or --format json.`), "\n\n"];
  return [
    sections,
    more,
    repairs(audit.rules, shown),
    verdictOf(audit, view.threshold),
    worstFirst[0] === undefined ? "" : nextSteps(worstFirst[0]),
  ];
}

function sectionOf(
  severity: Finding["severity"],
  shown: readonly Finding[],
  lines: readonly (ShownLine | null)[],
  view: AuditView,
): Text {
  let path: string | null = null;
  const parts: Text[] = [];
  for (const [index, finding] of shown.entries()) {
    if (finding.severity !== severity) continue;
    if (finding.path !== path) parts.push(bold(finding.path), "\n");
    path = finding.path;
    parts.push(findingText(finding, lines[index] ?? null, view));
  }
  return parts;
}

function findingText(
  { severity, line, column, rule, message }: Finding,
  excerpt: ShownLine | null,
  { columns }: Pick<AuditView, "columns">,
): Text {
  const place = line === null ? "" : dim(`${line}${column === null ? "" : `:${column}`}  `);
  return [
    ["  ", MARKS[severity], " ", place, severityText(severity), "  ", cyan(rule), "\n"],
    ["    ", message, "\n"],
    line === null || excerpt === null ? "" : excerptText(line, excerpt, columns),
    "\n",
  ];
}

/** How to repair what was shown, once a rule. */
function repairs(rules: readonly Rule[], shown: readonly Finding[]): Text {
  const fired = new Set(shown.map(({ rule }) => rule));
  if (fired.size === 0) return "";
  const lines = rules.filter(({ id }) => fired.has(id)).map(({ id, fix }): Text => ["  ", cyan(id), "  ", fix, "\n"]);
  return [bold("How to repair"), "\n", lines, "\n"];
}

const TAB = /\t/g;

/** The line with carets below what is meant: of a long line, the part around it. */
function excerptText(line: number, { text, from, to }: ShownLine, columns: number): Text {
  const gutter = String(line);
  const space = Math.max(20, columns - gutter.length - 8);
  const start = from <= space / 2 ? 0 : from - Math.floor(space / 4);
  const lead = start > 0 ? "…" : "";
  const code = text.slice(start).replace(TAB, " ");
  const before = width(code.slice(0, from - start)) + lead.length;
  const marked = Math.min(width(code.slice(from - start, to - start)) || 1, Math.max(1, space - before));
  const pad = " ".repeat(gutter.length);
  return [
    ["    ", dim(`${gutter} │ `), lead, truncate(code, space - lead.length), "\n"],
    ["    ", dim(`${pad} │ `), " ".repeat(before), red("^".repeat(marked)), "\n"],
  ];
}

function verdictOf(audit: WorkspaceAudit["audit"], threshold: Threshold): Text {
  const { errors, warnings, notes, suppressed, files, scanned, skipped, omitted, score } = summarise(audit);
  const gate = judgeGate(audit, threshold);
  const counts = [count(errors, "error"), count(warnings, "warning"), count(notes, "note")].filter(
    (each) => each !== "",
  );
  const found = counts.length === 0 ? "nothing found" : counts.join(", ");
  const mark: Text = gate.passed ? green("✓ passed") : red(threshold === "none" ? "! not passed" : "✗ failed");
  const limit = gate.passed || threshold === "none" ? "" : `, ${gate.blocking} at or above ${threshold}`;
  return [
    [bold(mark), `  ${found}${limit}${suppressed > 0 ? `; ${suppressed} suppressed` : ""}`, "\n"],
    [
      "  ",
      dim(
        `${count(files, "file")}, ${scanned} read, ${skipped} skipped${omitted > 0 ? `; ${omitted} more findings were only counted` : ""}; profile ${audit.profile}, score ${score} of 100`,
      ),
      "\n",
    ],
  ];
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function nextSteps({ rule }: Finding): Text {
  const steps: readonly (readonly [command: string, about: string])[] = [
    [`sdetkit agent audit rules ${rule}`, "what a rule protects"],
    ["sdetkit agent audit baseline", "accept what is there; then only new findings fail"],
    ["sdetkit agent run template:repo-health-audit", "the same, recorded"],
  ];
  const column = Math.max(...steps.map(([command]) => command.length)) + 2;
  return [
    "\n",
    steps.map(([command, about]): Text => ["  ", cyan(command), " ".repeat(column - command.length), dim(about), "\n"]),
  ];
}
