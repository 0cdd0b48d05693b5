import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sha256 } from "../digest/sha256.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import { compareRecords } from "./compare-records.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";

const digest = "a".repeat(64) as Sha256;

function step(id: string, change: Partial<StepRecord> = {}): StepRecord {
  return {
    id,
    action: "fs.write",
    params: { path: "output:/a", text: "hello" },
    env: {},
    status: "succeeded",
    approval: { required: false, given: false, digest: null },
    attempts: 1,
    exitCode: null,
    failure: null,
    denials: [],
    outputs: { bytes: 5 },
    artifacts: [{ name: "a.txt", path: "output:/a.txt", sha256: digest, bytes: 5 }],
    ...change,
  };
}

function record(change: Partial<RunRecord> = {}): RunRecord {
  return {
    schema: "sdetkit.record/v1",
    task: { kind: "template", id: "t", version: "1.0.0", digest },
    inputs: { profile: "default" },
    policy: digest,
    workspace: { kind: "git", commit: "c".repeat(40), dirty: null },
    provider: { name: "none", transcript: null },
    manager: { plan: [] },
    steps: [step("one"), step("two")],
    reviewer: { verdict: "accepted", checks: [] },
    outputs: {},
    status: "succeeded",
    ...change,
  };
}

describe("compareRecords", () => {
  it("finds nothing between equal records, whatever the order of their keys", () => {
    const entries = Object.entries(record()).reverse();
    expect(compareRecords(record(), Object.fromEntries(entries) as unknown as RunRecord)).toEqual([]);
  });

  it("names steps first, in workflow order, and parameters before their outcomes", () => {
    const got = record({
      inputs: { profile: "strict" },
      status: "failed",
      steps: [
        step("one"),
        step("two", {
          status: "failed",
          exitCode: 1,
          params: { path: "output:/a", text: "bye" },
          outputs: { bytes: 3 },
          artifacts: [{ name: "a.txt", path: "output:/a.txt", sha256: digest, bytes: 3 }],
        }),
      ],
    });
    expect(compareRecords(record(), got)).toEqual([
      { step: "two", field: "params.text", expected: '"hello"', got: '"bye"' },
      { step: "two", field: "status", expected: '"succeeded"', got: '"failed"' },
      { step: "two", field: "exitCode", expected: "null", got: "1" },
      { step: "two", field: "outputs.bytes", expected: "5", got: "3" },
      { step: "two", field: "artifacts.a\\.txt.bytes", expected: "5", got: "3" },
      { step: null, field: "inputs.profile", expected: '"default"', got: '"strict"' },
      { step: null, field: "status", expected: '"succeeded"', got: '"failed"' },
    ]);
  });

  it("names a step or an artifact that is missing or new, and steps in another order", () => {
    const missing = compareRecords(record(), record({ steps: [step("one"), step("three", { artifacts: [] })] }));
    expect(missing.map(({ step, field, got }) => [step, field, got.slice(0, 8)])).toEqual([
      ["two", "step", "absent"],
      ["three", "step", '{"action'],
    ]);
    expect(compareRecords(record(), record({ steps: [step("two"), step("one")] }))).toMatchObject([{ field: "steps" }]);
    const none = record({ steps: [step("one", { artifacts: [] }), step("two")] });
    expect(compareRecords(record(), none)).toMatchObject([{ step: "one", field: "artifacts.a\\.txt", got: "absent" }]);
  });

  it("shortens long values around the place where they part", () => {
    const long = (tail: string) => record({ steps: [step("one", { params: { text: "x".repeat(5000) + tail } })] });
    const [difference] = compareRecords(long("A"), long("B"));
    expect(difference!.expected).toMatch(/^…x{40}A"$/);
    expect(difference!.got).toMatch(/^…x{40}B"$/);
  });

  it("finds a difference exactly when the canonical texts differ", () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 });
    fc.assert(
      fc.property(values, values, (left, right) => {
        const [a, b] = [left, right].map((params) => record({ steps: [step("one", { params: params as never })] }));
        expect(compareRecords(a!, b!).length > 0).toBe(canonicalJson(a) !== canonicalJson(b));
      }),
    );
  });
});
