import type { Audit } from "../audit-repository.ts";
import type { Finding } from "../finding.ts";
import type { Rule } from "../rule.ts";

/**
 * The audit as JUnit XML: a suite for each rule that was asked, and in it a case for each finding, or one that passed. Errors and warnings are
 * failures; a note is a case that passed and says so in its output.
 */
export function junitReport({ findings, rules }: Pick<Audit, "findings" | "rules">): string {
  const suites = rules.map((rule) =>
    suiteOf(
      rule,
      findings.filter((finding) => finding.rule === rule.id),
    ),
  );
  const sum = (of: (suite: Suite) => number) => suites.reduce((total, suite) => total + of(suite), 0);
  const head = `tests="${sum(({ tests }) => tests)}" failures="${sum(({ failures }) => failures)}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="sdetkit audit" ${head}>\n${suites.map(({ xml }) => xml).join("")}</testsuites>\n`;
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly xml: string;
}

function suiteOf(rule: Rule, findings: readonly Finding[]): Suite {
  const cases =
    findings.length === 0 ? [caseOf(rule, rule.title, "")] : findings.map((each) => findingCase(rule, each));
  const failures = findings.filter(({ severity }) => severity !== "note").length;
  const head = `name="${attribute(rule.id)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  return {
    tests: cases.length,
    failures,
    xml: `  <testsuite ${head}>\n${cases.join("")}  </testsuite>\n`,
  };
}

function findingCase(rule: Rule, { path, line, column, message, severity }: Finding): string {
  const place = [path, line, column].filter((part) => part !== null).join(":");
  const body =
    severity === "note"
      ? `      <system-out>${text(message)}</system-out>\n`
      : `      <failure message="${attribute(message)}" type="${severity}">${text(`${place}: ${message}\n${rule.fix}`)}</failure>\n`;
  return caseOf(rule, place, body);
}

function caseOf(rule: Rule, name: string, body: string): string {
  const head = `    <testcase name="${attribute(name)}" classname="${attribute(`${rule.category}.${rule.id}`)}" time="0"`;
  return body === "" ? `${head}/>\n` : `${head}>\n${body}    </testcase>\n`;
}

/** What XML 1.0 cannot hold, not even as a reference (section 2.2), is shown as `\u{…}`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSAYABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

function text(value: string): string {
  const shown = value.replace(UNSAYABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Line breaks and tabs in an attribute would be read as blanks. */
function attribute(value: string): string {
  return text(value)
    .replaceAll('"', "&quot;")
    .replaceAll("\t", "&#9;")
    .replaceAll("\n", "&#10;")
    .replaceAll("\r", "&#13;");
}
