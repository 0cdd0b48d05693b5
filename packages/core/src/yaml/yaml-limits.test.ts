import { expect, test } from "vitest";
import { parseConfig } from "../config/config-file.ts";
import { wordSyntax } from "./yaml-limits.ts";

test("what is wrong with the YAML is said whole, however long the library's sentence is", () => {
  const told = "Flow sequence in block collection must be sufficiently indented and end with a ]";
  expect(wordSyntax("BAD_INDENT", told).message).toBe(
    "not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
  );
});

test("what the library quotes of the file is cut, and nothing of it breaks the line", () => {
  const { message } = wordSyntax("TAG_RESOLVE_FAILED", `Unresolved tag: ${"!long\n".repeat(100)}`);
  expect(message).toMatch(/^not valid YAML: unresolved tag: !long [^\n]*…$/);
  expect(message.length).toBeLessThan(150);
});

test.each([
  ["a: 1\nb: [a,\nc: 1\n", ["2:4 `[`"]],
  ["a: { b: 1\nc: 1\n", ["1:4 `{`"]],
  ["a: [\n  b,\n  c: {\n", ["1:4 `[`", "3:6 `{`"]],
  ["a:\n  - [x, y}\n", ["2:5 `[`"]],
  ['a: 1\nb: "x \\"\nc: 1\n', ['2:4 `"`']],
  ["a: 1\nb: 'x''\nc: 1\n", ["2:4 `'`"]],
  ['a: [b,\n  "c, d]\ne: 1\n', ['2:3 `"`']],
  ["[a, b\n", ["1:1 `[`"]],
])("what is never closed is told where it is opened: %j", (text, places) => {
  const parsed = parseConfig("config.yaml", text);
  const told = parsed.ok ? [] : parsed.diagnostics;
  expect(
    told.map(
      ({ place, hint }) => `${place.line}:${place.column} ${hint?.replace(/^close the | opened at line \d+$/g, "")}`,
    ),
  ).toEqual(places);
  expect(told.every(({ place, hint }) => hint?.endsWith(` opened at line ${place.line}`))).toBe(true);
});
