import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { harmless } from "./harmless.ts";
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
  ["👨‍👩‍👧‍👦", 2],
  ["🇨🇭", 2],
  ["1️⃣", 2],
  ["क्षि", 3],
  ["각", 2],
  ["ﾊﾟ", 2],
  ["✓", 1],
  ["한글", 4],
  ["ｆ", 2],
  ["…", 1],
])("%j takes %i columns", (text, columns) => {
  expect(width(text)).toBe(columns);
});

test("agrees with string-width on each character and on clusters of all kinds", () => {
  const differ = (text: string) => width(text) !== stringWidth(harmless(text));
  const scripts = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code));
  const characters = scripts.filter((text) => text.isWellFormed() && text !== "\n");
  expect(characters.filter(differ)).toEqual([]);
  const unit = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 4 }),
    fc.constantFrom("👩‍💻", "🇨", "각", "e\u0301", "日", "क्षि"),
  );
  fc.assert(fc.property(fc.array(unit, { maxLength: 5 }), (parts) => !differ(parts.join("").replaceAll("\n", " "))));
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
