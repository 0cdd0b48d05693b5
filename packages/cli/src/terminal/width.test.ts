import fc from "fast-check";
import { expect, test } from "vitest";
import { bold } from "./text.ts";
import { truncate, width } from "./width.ts";

test.each([
  ["", 0],
  ["abc", 3],
  ["日本", 4],
  ["é", 1],
  ["e\u0301", 1],
  ["👍🏽", 2],
  ["👩‍💻", 2],
  ["✓", 1],
  ["한글", 4],
  ["ｆ", 2],
  ["…", 1],
])("%j takes %i columns", (text, columns) => {
  expect(width(text)).toBe(columns);
});

test("style takes no columns, and what is made visible counts as it is shown", () => {
  expect(width(["a", bold("b")])).toBe(2);
  expect(width("\x1b")).toBe(4);
});

test("what is cut never takes more columns than it was given", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 0, max: 20 }), (text, columns) => {
      expect(width(truncate(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});
