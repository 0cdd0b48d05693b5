import { expect, it } from "vitest";
import { readLenientYaml } from "./read-lenient-yaml.ts";
import { child, itemsOf, scalarOf, scalarsIn, type YamlNode } from "./yaml-node.ts";

const textOf = (node: YamlNode | null) => scalarOf(node)?.text;

it("keeps the words of YAML 1.1 as they are written", () => {
  const { root } = readLenientYaml("on: push\nyes: no\nversion: 1.10\n");
  expect([textOf(child(root, "on")), textOf(child(root, "yes")), textOf(child(root, "version"))]).toEqual([
    "push",
    "no",
    "1.10",
  ]);
});

it("reads the rest of a file with a broken part, and says what is wrong", () => {
  const { root, problems } = readLenientYaml("on: push\njobs:\n  a: [1, 2\nname: x\n");
  expect(textOf(child(root, "on"))).toBe("push");
  expect(problems.length).toBeGreaterThan(0);
});

it("shows what an anchor holds where its alias stands, with the alias's place", () => {
  const text = "a: &x one\nb: *x\nc: &y [1, 2]\nd: *y\n";
  const { root, unusedAnchors } = readLenientYaml(text);
  const b = scalarOf(child(root, "b"));
  expect([b?.text, b?.aliased, text.slice(b?.start, b?.end)]).toEqual(["one", true, "*x"]);
  expect(itemsOf(child(root, "d"))).toHaveLength(2);
  expect(unusedAnchors).toEqual([]);
});

it.each([
  ["an alias of nothing", "a: *nobody\n", /no anchor "nobody"/],
  ["an anchor that holds itself", "a: &x [*x]\n", /inside its own anchor/],
])("names %s", (_, text, problem) => {
  expect(readLenientYaml(text).problems.map(({ message }) => message)).toEqual([expect.stringMatching(problem)]);
});

it("counts an anchor that nobody uses", () => {
  expect(readLenientYaml("a: &x 1\nb: &y 2\nc: *y\n").unusedAnchors).toEqual([{ message: expect.any(String), at: 3 }]);
});

it("ends on a bomb of aliases, with a bounded number of nodes", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 30; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }
  const { root, problems } = readLenientYaml(lines.join("\n"));
  expect(problems.some(({ message }) => message.includes("multiply"))).toBe(true);
  let count = 0;
  for (const _ of scalarsIn(root)) count++;
  expect(count).toBeLessThan(1_000_000);
});

it.each([
  ["lists in brackets", "[".repeat(50_000)],
  ["maps in braces", "{a: ".repeat(20_000)],
  ["lists in lines", `${"- ".repeat(20_000)}x`],
  ["indentation", Array.from({ length: 1000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
])("ends on endless %s", (_, text) => {
  expect(() => readLenientYaml(text)).not.toThrow();
});

it("does not read a file beyond the limit", () => {
  expect(readLenientYaml(`a: ${"x".repeat(512 * 1024)}`).root).toBeNull();
});

it("keeps keys that are written twice", () => {
  const { root } = readLenientYaml("a: 1\na: 2\n");
  expect(root?.kind === "map" && root.entries.map(({ value }) => textOf(value))).toEqual(["1", "2"]);
});
