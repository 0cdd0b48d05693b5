import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Finding } from "../finding.ts";
import { knownTo, parseBaseline, toBaseline } from "./baseline.ts";

function finding(path: string, content: string, line = 1): Finding {
  const hash = (text: string) => createHash("sha256").update(text).digest("hex") as Finding["identity"];
  return {
    rule: "secret",
    severity: "error",
    message: "Expected none.",
    path,
    line,
    column: 1,
    end: null,
    fingerprint: hash(`${path} ${content} ${line}`),
    identity: hash(content),
  };
}

const everywhere = (...paths: string[]) => ({ exists: (path: string) => paths.includes(path), wants: () => true });
const newOnes = (before: Finding[], after: Finding[], paths: Parameters<typeof knownTo>[2]) => {
  const baseline = parseBaseline(JSON.stringify(toBaseline(before)), "b.json");
  const known = knownTo(baseline, after, paths);
  return after.filter((each) => !known.has(each)).map(({ path, line }) => `${path}:${line}`);
};

it("knows findings whose lines moved or whose file was renamed, and tells one more of the same", () => {
  const before = [finding("a.ts", "x", 1), finding("a.ts", "x", 5), finding("b.ts", "y")];
  expect(
    newOnes(
      before,
      [finding("a.ts", "x", 9), finding("a.ts", "x", 19), finding("b.ts", "y")],
      everywhere("a.ts", "b.ts"),
    ),
  ).toEqual([]);
  expect(
    newOnes(
      before,
      [finding("z/a.ts", "x", 1), finding("z/a.ts", "x", 5), finding("b.ts", "y")],
      everywhere("z/a.ts", "b.ts"),
    ),
  ).toEqual([]);
  const more = [...before, finding("0.ts", "x"), finding("b.ts", "q", 7)];
  expect(newOnes(before, more, everywhere("0.ts", "a.ts", "b.ts"))).toEqual(["0.ts:1", "b.ts:7"]);
});

it("does not take an entry of a file that was not audited and is still there", () => {
  const before = [finding("a.ts", "x"), finding("b.ts", "y")];
  const paths = { exists: () => true, wants: (path: string) => path === "b.ts" };
  expect(newOnes(before, [finding("b.ts", "x"), finding("b.ts", "y")], paths)).toEqual(["b.ts:1"]);
});

it("is the same for the same findings in any order, and names no line", () => {
  const [one, two, three] = [finding("a", "x", 1), finding("b", "x", 2), finding("a", "x", 3)];
  expect(JSON.stringify(toBaseline([one, two, three]))).toBe(JSON.stringify(toBaseline([three, one, two])));
  expect(toBaseline([one, three]).findings).toMatchObject([{ rule: "secret", path: "a", count: 2 }]);
  expect(JSON.stringify(toBaseline([one]))).not.toContain('"line"');
});

it("refuses what is no baseline", () => {
  for (const text of [
    "",
    "[]",
    '{"schema":"sdetkit.audit-baseline/v2","findings":[]}',
    '{"schema":"sdetkit.audit-baseline/v1","findings":[{}]}',
  ])
    expect(() => parseBaseline(text, "b.json"), text).toThrow(/expected b\.json to be a baseline of an audit/);
});
