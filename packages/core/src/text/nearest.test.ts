import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

test.each<[string, string[], string | null]>([
  ["fs.raed", ["fs.read", "fs.write"], "fs.read"],
  ["Depth", ["width", "depth"], "depth"],
  ["outputdir", ["id", "output_dir"], "output_dir"],
  ["xyz", ["depth"], null],
  ["", ["a"], null],
  ["ab", ["ba", "ac"], "ba"],
])("%s among %j is %j", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

test("the distance is zero only for equal texts and the same both ways", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (from, to) => {
      expect(editDistance(from, to)).toBe(editDistance(to, from));
      expect(editDistance(from, to) === 0).toBe(from === to);
      expect(editDistance(from, to)).toBeLessThanOrEqual(Math.max(from.length, to.length));
    }),
  );
});
