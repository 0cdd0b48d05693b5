import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeSourceChange } from "./describe-source-change.ts";

const BEFORE = `
metadata: { id: audit, title: Audit, version: 1.0.0, description: Old words }
inputs:
  profile: { default: default, description: Which rules }
  gone: { default: 1, description: x }
permissions: { write: [out], shell: [[git, log]], network: false }
workflow:
  - { id: look, action: repo.audit, with: { profile: default } }
  - { id: old, action: fs.read }
`;
const AFTER = `
# a comment
metadata: { id: audit, title: Audit, version: 1.1.0, description: New words }
inputs:
  profile: { default: strict, description: Which rules }
  fresh: { default: 1, description: x }
permissions: { write: [out, reports], shell: [[git, status]], network: true }
workflow:
  - { id: look, action: repo.audit, with: { profile: strict } }
  - { id: report, action: report.build }
`;

describe("describeSourceChange", () => {
  it("names what changed in metadata, inputs, permissions and steps", () => {
    expect(describeSourceChange(BEFORE, AFTER)).toEqual([
      'version "1.0.0" → "1.1.0"',
      "description changed",
      'input "profile" changed: default "default" → "strict"',
      'input "gone" removed',
      'input "fresh" added',
      'permission write gained "reports"',
      'permission shell gained ["git","status"]',
      'permission shell lost ["git","log"]',
      "permission network false → true",
      'step "look" changed: with.profile "default" → "strict"',
      'step "old" removed',
      'step "report" added (report.build)',
    ]);
  });

  it("tells a changed order and a change of layout only", () => {
    expect(describeSourceChange("workflow: [{id: a}, {id: b}]", "workflow: [{id: b}, {id: a}]")).toEqual([
      "steps reordered",
    ]);
    expect(describeSourceChange("metadata: {id: a}", "metadata:\n  id: a # same")).toEqual(["comments or layout only"]);
  });

  it("says so when a source is not there or not readable", () => {
    expect(describeSourceChange(null, AFTER)[0]).toContain("not stored");
    for (const broken of ["a: [", "- 1", "a: &x [*x]", `a: ${"[".repeat(5000)}`, "x".repeat(300_000)]) {
      expect(describeSourceChange(BEFORE, broken)).toEqual(["source is not readable as YAML; its bytes differ"]);
    }
  });

  it("never throws, keeps to one line a sentence and to a bounded length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.json(), (text, json) => {
        for (const sentence of [
          ...describeSourceChange(text, json),
          ...describeSourceChange(`metadata: {title: ${JSON.stringify(text)}}`, "metadata: {}"),
        ]) {
          expect(sentence).not.toMatch(/[\n\r\u202e]/);
        }
        expect(describeSourceChange(json, AFTER).length).toBeLessThanOrEqual(13);
      }),
      { numRuns: 50 },
    );
  });

  it("does not show thousands of changes", () => {
    const many = (prefix: string) =>
      `inputs:\n${Array.from({ length: 500 }, (_, n) => `  ${prefix}${n}: {default: 1}`).join("\n")}`;
    expect(describeSourceChange(many("a"), many("b"))).toHaveLength(13);
  });
});
