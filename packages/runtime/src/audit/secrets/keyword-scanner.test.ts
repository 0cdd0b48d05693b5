import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeywordScanner } from "./keyword-scanner.ts";

function found(keywords: readonly string[], text: string, cuts: readonly number[] = []): [number, number][] {
  const scanner = createKeywordScanner(keywords);
  const all: [number, number][] = [];
  let state = 0;
  let from = 0;
  for (const to of [...cuts, text.length]) {
    state = scanner.scan(text, from, to, state, (keyword, end) => all.push([keyword, end]));
    from = to;
  }
  return all.sort(([a, x], [b, y]) => a - b || x - y);
}

test("finds every keyword in any case, also one inside another", () => {
  expect(found(["she", "he", "hers", "sh"], "uSHErs")).toEqual([
    [0, 4],
    [1, 4],
    [2, 6],
    [3, 3],
  ]);
});

test("takes characters outside of ASCII for a break", () => {
  expect(found(["ab"], "a\u0142b \u0161ab a\u{1f600}b")).toEqual([[0, 7]]);
});

test("finds what a plain search finds, wherever the text is cut", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "A", "_"), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { minLength: 1, maxLength: 6, selector: (each) => each.toLowerCase() }),
      fc.string({ unit: fc.constantFrom("a", "b", "A", "B", "_", "-", "\u00e9"), maxLength: 40 }),
      fc.nat(40),
      (keywords, text, cut) => {
        const expected = keywords.flatMap((keyword, index) =>
          [...text].flatMap((_, end) =>
            text
              .slice(0, end + 1)
              .toLowerCase()
              .endsWith(keyword.toLowerCase())
              ? [[index, end + 1]]
              : [],
          ),
        );
        expect(found(keywords, text, [Math.min(cut, text.length)])).toEqual(expected);
      },
    ),
  );
});
