import { expect, it } from "vitest";
import { textFile } from "../text-file.ts";
import { directiveFor, directivesOf } from "./directive.ts";

const read = (path: string, text: string) => directivesOf(textFile({ path, bytes: text.length }, text));

it("reads rules, a last day and a reason, and what line is meant", () => {
  expect(read("a.ts", "a(); // sdetkit:ignore secret, hygiene until 2027-01-31 -- until the move\n")).toEqual([
    {
      by: "sdetkit:ignore",
      selectors: ["secret", "hygiene"],
      until: "2027-01-31",
      reason: "until the move",
      line: 1,
      silences: 1,
      text: "sdetkit:ignore secret, hygiene until 2027-01-31 -- until the move",
    },
  ]);
  expect(read("a.ts", "/* sdetkit:ignore secret -- made up */\n\n  b();\n")).toMatchObject([
    { reason: "made up", line: 1, silences: 3, until: null },
  ]);
});

it("takes the comments of other tools for their own kinds", () => {
  expect(read("a.py", "key = 'x'  # gitleaks:allow\n")).toMatchObject([
    { by: "gitleaks:allow", selectors: ["secrets"], reason: null, silences: 1 },
  ]);
  expect(read(".github/workflows/a.yml", "  uses: a/b@v1 # zizmor: ignore[unpinned-uses] ours\n")).toMatchObject([
    { by: "zizmor: ignore", selectors: expect.arrayContaining(["workflow-unpinned-action"]), reason: "ours" },
  ]);
});

it("reads nothing where no comment is, without a reason, or without a rule", () => {
  expect(read("a.ts", 'const a = "// sdetkit:ignore secret -- x";\n')).toEqual([]);
  expect(read("a.json", '{"a": "sdetkit:ignore secret -- x"}\n')).toEqual([]);
  expect(read("a.ts", "// `sdetkit:ignore secret -- x` is how to write one\n")).toEqual([]);
  expect(read("a.ts", "// sdetkit:ignore secret\n// sdetkit:ignore -- why\n")).toEqual([]);
  expect(read(".github/workflows/a.yml", "# zizmor: ignore[no-such-rule]\n")).toMatchObject([{ selectors: [] }]);
});

it("silences findings of its rules, on its line or on those that they span", () => {
  const directives = read("a.ts", "a();\nb(); // sdetkit:ignore secret -- x\n");
  const rule = (id: string, category: "secrets" | "hygiene") => ({ id, category });
  const at = (line: number, end = line) => ({ line, end: { line: end, column: 9 } });
  expect(directiveFor(rule("secret", "secrets"), at(2), directives)).toBeDefined();
  expect(directiveFor(rule("secret", "secrets"), at(1, 3), directives)).toBeDefined();
  expect(directiveFor(rule("secret", "secrets"), at(1), directives)).toBeUndefined();
  expect(directiveFor(rule("merge-conflict", "hygiene"), at(2), directives)).toBeUndefined();
  expect(directiveFor(rule("secret", "secrets"), { line: null }, directives)).toBeUndefined();
});
