import { expect, it } from "vitest";
import { foldCase } from "./fold-case.ts";

it.each([
  ["straße", "STRASSE", false],
  ["straße", "STRAßE", true],
  ["ß", "ẞ", false],
  ["Äpfel", "äPFEL", true],
  ["ı", "I", false],
  ["ı", "i", false],
  ["İ", "i", false],
  ["ſ", "S", false],
  ["\u212a", "k", false],
  ["ﬁ", "FI", false],
  ["ŉ", "ʼN", false],
  ["ς", "σ", true],
  ["ᾳ", "ᾼ", true],
  ["ᾳ", "ΑΙ", false],
  ["ᾀ", "ᾈ", true],
  ["ǆ", "ǅ", true],
  ["é", "e\u0301", false],
  ["\u{10428}", "\u{10400}", true],
])("%s and %s are equal without regard to case: %s", (a, b, equal) => {
  expect(foldCase(a) === foldCase(b)).toBe(equal);
});

it("gives each character one of the same length, and what is folded stays", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    const folded = foldCase(character);
    if (folded.length !== character.length || foldCase(folded) !== folded) expect.fail(code.toString(16));
  }
});
