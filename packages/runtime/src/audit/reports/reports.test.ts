import { expect, it } from "vitest";
import type { Audit } from "../audit-repository.ts";
import type { Finding } from "../finding.ts";
import { rules } from "../registry.ts";
import { gitlabReport } from "./gitlab-report.ts";
import { junitReport } from "./junit-report.ts";
import { markdownReport } from "./markdown-report.ts";

const HOSTILE = `a"<b>&'\u0000\u001b[31m\ud800\n]]> |*_\`[x](http://e.org) @team #1`;

function finding(over: Partial<Finding>): Finding {
  return {
    rule: "secret",
    severity: "error",
    message: "Expected none, found one.",
    path: "a.ts",
    line: 2,
    column: 3,
    end: { line: 2, column: 9 },
    fingerprint: "ab".repeat(32) as Finding["fingerprint"],
    identity: "cd".repeat(32) as Finding["identity"],
    ...over,
  };
}

function audit(...findings: Finding[]): Audit {
  const asked = rules.filter(({ id }) => ["secret", "env-file", "large-file"].includes(id));
  return { profile: "strict", rules: asked, findings, suppressed: [], skipped: [], omitted: [], files: 3, scanned: 2 };
}

it("writes JUnit XML with a suite for each rule that was asked, and counts that add up", () => {
  const xml = junitReport(audit(finding({}), finding({ line: null, column: null }), finding({ severity: "note" })));
  expect(xml).toContain('<testsuites name="sdetkit audit" tests="5" failures="2" errors="0">');
  expect(xml).toContain('<testsuite name="secret" tests="3" failures="2" errors="0" skipped="0">');
  expect(xml).toContain('<testcase name="a.ts:2:3" classname="secrets.secret" time="0">');
  expect(xml).toContain("<system-out>Expected none, found one.</system-out>");
  expect(xml).toMatch(/<testcase name="No file is larger[^>]*\/>/);
});

it("writes XML that no text of a file breaks", () => {
  const xml = junitReport(audit(finding({ message: HOSTILE, path: HOSTILE })));
  expect(xml).toMatch(/^[\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
  expect(xml.replaceAll(/&(?:amp|lt|gt|quot|#9|#10|#13);/g, "")).not.toContain("&");
  const tags = [...xml.matchAll(/<\/?([a-z-]+)(?: [a-z]+="[^"<]*")*\/?>/g)].map(([tag]) => tag);
  expect(xml.split("<").length - 2).toBe(tags.length);
});

it("writes GitLab issues with the fields that GitLab wants, in its words", () => {
  const report = gitlabReport(audit(finding({}), finding({ line: null, end: null, severity: "note" })));
  expect(report).toEqual([
    {
      description: "Expected none, found one.",
      check_name: "secret",
      fingerprint: "ab".repeat(32),
      severity: "critical",
      location: { path: "a.ts", lines: { begin: 2, end: 2 } },
    },
    expect.objectContaining({ severity: "info", location: { path: "a.ts", lines: { begin: 1 } } }),
  ]);
});

it("writes Markdown with the worst first, in which no text of a file becomes a mark, a mention or a link", () => {
  const markdown = markdownReport(
    audit(finding({ severity: "warning" }), finding({ message: HOSTILE, path: HOSTILE })),
  );
  expect(markdown).toContain("## Repository audit: 1 error, 1 warning");
  const rows = markdown.split("\n").filter((line) => /^\| (?:error|warning)/.test(line));
  expect(rows.map((row) => row.split(" ")[1])).toEqual(["error", "warning"]);
  for (const row of rows) expect(row.match(/\|/g)).toHaveLength(5);
  expect(markdown).not.toMatch(/@team|http:\/\/e|\[x\]/);
  const many = markdownReport(audit(...Array.from({ length: 700 }, (_, line) => finding({ line: line + 1 }))));
  expect(many).toContain("… and 200 more.");
});
