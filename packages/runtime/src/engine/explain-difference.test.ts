import type { RunRecord } from "@sdetkit/core";
import { expect, test } from "vitest";
import { causesFirst, explainDifference } from "./explain-difference.ts";

const difference = (step: string | null, field: string) => ({ step, field, expected: "1", got: "2" });

test("what a step was given comes before its outcome, each in the order it had", () => {
  const given = [
    difference("one", "approval.digest"),
    difference("two", "params.argv.1"),
    difference("two", "status"),
    difference("three", "env.CI"),
    difference("four", "params.path"),
    difference(null, "task.digest"),
  ];
  const steps = [{ id: "four", status: "skipped" }] as unknown as RunRecord["steps"];
  expect(causesFirst(given, { steps: [] }, { steps }).map(({ step, field }) => `${step} ${field}`)).toEqual([
    "two params.argv.1",
    "three env.CI",
    "one approval.digest",
    "two status",
    "four params.path",
    "null task.digest",
  ]);
});

test("a step that gives something else on the same dirty tree is not taken for a changed input", () => {
  const record = (workspace: object, policy = "p") =>
    ({ task: { digest: "d" }, policy, workspace, steps: [] }) as unknown as RunRecord;
  const tool = { version: "1", node: process.versions.node, platform: "", sandbox: "" };
  const was = record({ commit: "c", dirty: "x", kind: "git" });
  const is = record({ kind: "git", commit: "c", dirty: "x" });
  const causeOf = (other: RunRecord) =>
    explainDifference(difference("one", "outputs.stdout"), {
      was,
      is: other,
      tool,
      version: "1",
      rulesChanged: false,
    }).class;
  expect(causeOf(is)).toBe("non-determinism");
  expect(causeOf(record({ kind: "git", commit: "c", dirty: "y" }))).toBe("input-changed");
});

test("what another rule of the audit found is neither chance nor another tool", () => {
  const record = { task: { digest: "d" }, policy: "p", workspace: { kind: "git" }, steps: [] } as unknown as RunRecord;
  const tool = { version: "1", node: "20.0.0", platform: "", sandbox: "" };
  const known = { was: record, is: record, tool, version: "2" };
  expect(explainDifference(difference("one", "outputs.findings"), { ...known, rulesChanged: true }).class).toBe(
    "rules-changed",
  );
  expect(explainDifference(difference("one", "outputs.findings"), { ...known, rulesChanged: false }).class).toBe(
    "tool-changed",
  );
});

test("a secret that only one of the two callers has is neither chance nor another tool", () => {
  const record = (status: string, code: string | null, params: object) => {
    const steps = [{ id: "one", status, params, failure: code && { code, message: "" } }];
    return { task: { digest: "d" }, policy: "p", workspace: { kind: "git" }, steps } as unknown as RunRecord;
  };
  const tool = { version: "1", node: "20.0.0", platform: "", sandbox: "" };
  const causeOf = (params: object, code: string) =>
    explainDifference(difference("one", "status"), {
      ...{ was: record("succeeded", null, params), is: record("failed", code, params) },
      ...{ tool, version: "2", rulesChanged: false },
    }).class;
  expect(causeOf({ path: "a" }, "secret-from-environment")).toBe("input-changed");
  // 0.1.0 wrote a file with the secret cut from it.
  expect(causeOf({ content: "x [redacted]" }, "secret-from-environment")).toBe("rules-changed");
  expect(causeOf({ content: "x [redacted]" }, "secret-in-artifact")).toBe("rules-changed");
  expect(causeOf({ path: "a" }, "exit-code")).toBe("tool-changed");
});
