import { isTokenText, TOKEN_PATTERN } from "@sdetkit/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newTokenText, tokenHash } from "./token-text.ts";

const token = fc.constant(null).map(newTokenText);

describe("the text of a token", () => {
  it("is one word of a fixed form, in which each place takes any digit", () => {
    const tokens = Array.from({ length: 2_000 }, newTokenText);
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const one of tokens) {
      expect(one).toMatch(TOKEN_PATTERN);
      expect(isTokenText(one)).toBe(true);
      expect(encodeURIComponent(one)).toBe(one);
    }
    for (let place = 5; place < 47; place += 1) expect(new Set(tokens.map((one) => one[place])).size).toBe(62);
  });

  it("is refused with any one character replaced by any other", () => {
    const one = newTokenText();
    for (let place = 0; place < one.length; place += 1)
      for (let code = 0; code < 256; code += 1) {
        const changed = one.slice(0, place) + String.fromCharCode(code) + one.slice(place + 1);
        expect(isTokenText(changed)).toBe(changed === one);
      }
  });

  it("is refused with two neighbours swapped, with a character more or less, and with anything around it", () => {
    fc.assert(
      fc.property(token, fc.nat(51), fc.string({ minLength: 1, maxLength: 3 }), (one, place, more) => {
        const swapped = one.slice(0, place) + one[place + 1] + one[place] + one.slice(place + 2);
        if (swapped !== one) expect(isTokenText(swapped)).toBe(false);
        expect(isTokenText(one.slice(0, place) + one.slice(place + 1))).toBe(false);
        expect(isTokenText(one.slice(0, place) + more + one.slice(place))).toBe(false);
        expect(isTokenText(one + more)).toBe(false);
        expect(isTokenText(more + one)).toBe(false);
        expect(isTokenText(`${one}\n`)).toBe(false);
      }),
    );
  });

  it("is refused when it is anything else", () => {
    fc.assert(fc.property(fc.string(), (text) => !isTokenText(text)));
    for (const text of ["", "sdk_", `sdk_${"0".repeat(49)}`, newTokenText().toUpperCase(), "ghp_".padEnd(53, "a")])
      expect(isTokenText(text)).toBe(false);
  });

  it("is kept as its SHA-256 alone", () => {
    expect(tokenHash("abc").toString("hex")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
