import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Audit } from "../audit-repository.ts";
import type { Finding, Severity } from "../finding.ts";
import { rules } from "../registry.ts";
import { sarifReport } from "./sarif-report.ts";
import { withinSarifLimits } from "./within-sarif-limits.ts";

const random = (text: string) => createHash("sha512").update(text).digest("base64url");
const finding = (index: number, severity: Severity, path = `src/f${index % 300}.c`): Finding => ({
  rule: "bidi-control",
  severity,
  message: "Expected text in the order it is read, found 1 bidirectional control character.",
  path,
  line: (index * 7919) % 90_000,
  column: index % 80,
  end: null,
  identity: "00".repeat(32) as Finding["identity"],
  fingerprint: createHash("sha256").update(String(index)).digest("hex") as Finding["fingerprint"],
});
const many = (count: number, severityOf: (index: number) => Severity) =>
  Array.from({ length: count }, (_, index) => finding(index, severityOf(index)));

function audit(findings: readonly Finding[], more: Partial<Audit> = {}): Audit {
  return {
    profile: "strict",
    rules,
    findings,
    suppressed: [],
    skipped: [],
    omitted: [],
    files: 1,
    scanned: 1,
    ...more,
  };
}

interface Run {
  readonly results: readonly { readonly level: string }[];
  readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly { message: { text: string } }[] }];
}
const runOf = (report: object): Run => (report as { runs: [Run] }).runs[0];

/** As the action writes it, and as GitHub's upload compresses it. */
const compressed = (report: object) => gzipSync(`${JSON.stringify(report, null, 2)}\n`).length;

describe("withinSarifLimits", () => {
  it("keeps all findings in their order as long as a run takes them", () => {
    const findings = many(25_000, (index) => (index % 2 === 0 ? "note" : "error"));
    expect(withinSarifLimits(findings)).toEqual({ kept: findings, left: { error: 0, warning: 0, note: 0 } });
  });

  it("keeps 25,000 of more, errors first, and counts the others", () => {
    const findings = many(30_000, (index) => (index % 3 === 0 ? "note" : index % 3 === 1 ? "warning" : "error"));
    const { kept, left } = withinSarifLimits(findings);
    expect(kept).toHaveLength(25_000);
    expect(left).toEqual({ error: 0, warning: 0, note: 5000 });
    expect(kept.slice(0, 10_000)).toEqual(findings.filter(({ severity }) => severity === "error"));
  });
});

describe("sarifReport", () => {
  it("says in a notification how many results are missing", () => {
    const { results, invocations } = runOf(sarifReport(audit(many(25_452, () => "error"))));
    expect(results).toHaveLength(25_000);
    expect(invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      "Of 25452 results 452 are missing here (452 errors, 0 warnings, 0 notes), since code scanning takes no more: audit.json has all of them",
    ]);
  });

  it("stays below 10 MB when it is compressed, also with paths that nothing compresses", () => {
    const usual = sarifReport(audit(many(25_000, () => "error")));
    expect(runOf(usual).results).toHaveLength(25_000);
    expect(compressed(usual)).toBeLessThan(10_000_000);
    const long = (index: number) => Array.from({ length: 10 }, (_, part) => random(`${index}/${part}`)).join("/");
    const hostile = Array.from({ length: 25_000 }, (_, index) => finding(index, "error", long(index)));
    const skipped = Array.from({ length: 5000 }, (_, index) => {
      return { path: long(index), bytes: 0, reason: "unreadable" as const, rule: null };
    });
    const report = sarifReport(audit(hostile, { skipped }));
    expect(runOf(report).results.length).toBeGreaterThan(5000);
    expect(runOf(report).invocations[0].toolExecutionNotifications).toHaveLength(1002);
    expect(compressed(report)).toBeLessThan(10_000_000);
  });

  it("keeps the other limits of code scanning: one run, a location a result, few tags, short texts", () => {
    const report = sarifReport(audit(many(1, () => "error"))) as unknown as {
      runs: { results: { locations: object[] }[]; tool: { driver: { rules: Descriptor[] } } }[];
    };
    expect(report.runs).toHaveLength(1);
    expect(report.runs[0]?.results[0]?.locations).toHaveLength(1);
    for (const rule of report.runs[0]?.tool.driver.rules ?? []) {
      expect(rule.id.length).toBeLessThanOrEqual(255);
      expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.properties.tags.length).toBeLessThanOrEqual(10);
    }
  });
});

interface Descriptor {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly properties: { readonly tags: readonly string[] };
}
