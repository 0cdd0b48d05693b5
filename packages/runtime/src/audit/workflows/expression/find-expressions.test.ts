import { expect, it } from "vitest";
import { readLenientYaml } from "../yaml/read-lenient-yaml.ts";
import { child, scalarOf, type YamlScalar } from "../yaml/yaml-node.ts";
import { findExpressions, findInCondition } from "./find-expressions.ts";

const scalarIn = (text: string) => scalarOf(child(readLenientYaml(text).root, "run")) as YamlScalar;

it.each([
  ["plain", "run: echo ${{ a.b }} and ${{ c.d }}\n"],
  ["quoted", "run: 'it''s ${{ a.b }} and ${{ c.d }}'\n"],
  ["double quotes with escapes", 'run: "\\"x\\" \\t${{ a.b }}\\n${{ c.d }}"\n'],
  ["literal", "run: |\n  echo ${{ a.b }}\n    ${{ c.d }}\n"],
  ["folded", "run: >-\n  one\n  two ${{ a.b }}\n\n  three ${{ c.d }}\n"],
  ["plain over lines", "run: echo\n  ${{ a.b }}\n  x ${{ c.d }}\n"],
])("finds the place of every expression in a %s text", (_, text) => {
  const found = findExpressions(text, scalarIn(text));
  expect(found.map(({ place, tree }) => text.slice(place(tree?.start ?? 0)).slice(0, 3))).toEqual(["a.b", "c.d"]);
});

it("closes after a brace in a string only outside of it", () => {
  const text = "run: ${{ format('}}', a) }} rest\n";
  expect(findExpressions(text, scalarIn(text)).map((one) => one.text)).toEqual([" format('}}', a) "]);
});

it("tells of one that is never closed", () => {
  const text = "run: echo ${{ a.b\n";
  expect(findExpressions(text, scalarIn(text))).toMatchObject([
    { tree: null, problem: { message: expect.any(String) } },
  ]);
});

it("reads a condition without fences as one with them", () => {
  const text = "run: github.actor == 'x'\n";
  expect(findInCondition(text, scalarIn(text))).toMatchObject([{ bare: true, tree: { kind: "binary" } }]);
});
