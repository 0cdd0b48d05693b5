import { expect, it } from "vitest";
import type { Severity } from "./finding.ts";
import { score } from "./score.ts";

const times = (count: number, rule: string, severity: Severity) =>
  Array.from({ length: count }, () => ({ rule, severity }));

it.each([
  [100, []],
  [80, times(1, "a", "error")],
  [76, times(3, "a", "error")],
  [60, times(1000, "a", "error")],
  [60, [...times(1, "a", "error"), ...times(1, "b", "error")]],
  [92, times(1, "a", "warning")],
  [84, times(1000, "a", "warning")],
  [98, times(1000, "a", "note")],
  [72, [...times(1, "a", "error"), ...times(1, "a", "warning")]],
  [0, ["a", "b", "c", "d"].flatMap((rule) => times(50, rule, "error"))],
])("is %i", (expected, findings) => {
  expect(score(findings)).toBe(expected);
});
