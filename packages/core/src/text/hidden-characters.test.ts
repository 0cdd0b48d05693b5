import { describe, expect, it } from "vitest";
import { HIDDEN_CHARACTERS } from "./hidden-characters.ts";

const isHidden = (text: string) => text.replace(HIDDEN_CHARACTERS, "") !== text;
const everyCodePoint = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));

describe("hidden characters", () => {
  it.each([
    ["ignorable by default", /\p{Default_Ignorable_Code_Point}/u],
    ["bidirectional controls", /\p{Bidi_Control}/u],
    ["controls", /\p{Cc}/u],
    ["line and paragraph separators", /[\p{Zl}\p{Zp}]/u],
    ["lone surrogates", /\p{Cs}/u],
  ])("are all that are %s", (_, property) => {
    const missed = everyCodePoint.filter((character) => property.test(character) && !isHidden(character));
    expect(missed.map((character) => character.codePointAt(0)?.toString(16))).toEqual([]);
  });

  it("are no letters, marks, numbers, punctuation, symbols and blanks that a screen shows", () => {
    const shown = /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u;
    const ignorable = /\p{Default_Ignorable_Code_Point}/u;
    const taken = everyCodePoint.filter((each) => shown.test(each) && !ignorable.test(each) && isHidden(each));
    expect(taken).toEqual([]);
  });

  it("are not the signs above numbers, nor what chooses the form of an emoji", () => {
    expect(["\u0600\u0661", "\u06dd", "⚠\ufe0f", "1\ufe0f\u20e3"].filter(isHidden)).toEqual([]);
    expect(["a\ufe0f", "\ufe0f"].every(isHidden)).toBe(true);
  });
});
