import { expect, it } from "vitest";
import { constantValue } from "./constant-value.ts";
import { contextReferences, writtenPath } from "./context-path.ts";
import { parseExpression } from "./parse-expression.ts";

const treeOf = (text: string) => {
  const parsed = parseExpression(text);
  if (parsed.kind === "problem") throw new Error(parsed.message);
  return parsed.tree;
};
const readBy = (text: string) => contextReferences(treeOf(text)).map(({ path }) => writtenPath(path));

it.each([
  ["github.event.issue.title", ["github.event.issue.title"]],
  ["GitHub['Event'].issue", ["github.event.issue"]],
  ["github.event.commits[0].message", ["github.event.commits.0.message"]],
  ["github.event.pages.*.page_name", ["github.event.pages.*.page_name"]],
  ["secrets[matrix.name]", ["secrets[…]", "matrix.name"]],
  ["fromJSON(inputs.x).y || env.z", ["inputs.x", "env.z"]],
  ["(a.b || c).d", ["a.b", "c"]],
  ["format('{0}', github.ref) == 'x'", ["github.ref"]],
  ["needs.a-b.outputs.c_d", ["needs.a-b.outputs.c_d"]],
])("reads of %s: %j", (text, references) => {
  expect(readBy(text)).toEqual(references);
});

it.each([
  ["1 < 2 && 'yes' || 'no'", "yes"],
  ["true && '' || 'no'", "no"],
  ["!(1 == 2)", true],
  ["'ABC' == 'abc'", true],
  ["format('{0}-{1}', 'a', 'b')", "a-b"],
  ["startsWith('abc', 'AB')", true],
  ["'it''s'", "it's"],
  ["0xff == 255", true],
  ["-1.5e3", -1500],
  ["null == 0", true],
  ["github.ref && true", undefined],
])("works out %s as %j", (text, value) => {
  expect(constantValue(treeOf(text))).toBe(value);
});

it.each([
  ["", "found nothing"],
  ['"x"', "single quotes"],
  ["'x", "closing single quote"],
  ["a b", "found `b`"],
  ["a.", "property's name"],
  ["f(a", "expected `,`"],
  ["a + b", "character"],
  ["(", "expected a value"],
  ["a[1", "expected `]`"],
])("says what is wrong with %j", (text, message) => {
  expect(parseExpression(text)).toMatchObject({ kind: "problem", message: expect.stringContaining(message) });
});

it.each([
  ["parentheses", "(".repeat(5000)],
  ["negations", "!".repeat(10_000)],
  ["calls", "f(".repeat(5000)],
  ["properties", `a${".b".repeat(5000)}`],
  ["operators", Array(2000).fill("a").join("||")],
  ["characters", "a".repeat(30_000)],
])("refuses too many %s and does not overflow", (_, text) => {
  expect(parseExpression(text).kind).toBe("problem");
});
