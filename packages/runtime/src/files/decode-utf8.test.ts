import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeUtf8 } from "./decode-utf8.ts";

it("is the text of any UTF-8, with its byte order mark", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => decodeUtf8(Buffer.from(text)) === text));
  expect(decodeUtf8(Buffer.from("\ufeffa"))).toBe("\ufeffa");
});

it("keeps every byte of what is none: no two files become one text", () => {
  const backToBytes = (text: string) =>
    Buffer.concat(
      Array.from(text, (character) => {
        const code = character.codePointAt(0)!;
        return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
      }),
    );
  const bytes = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xc3, 0xe9, 0xf0, 0x9f, 0x80)));
  fc.assert(
    fc.property(bytes, (given) => {
      expect([...backToBytes(decodeUtf8(Uint8Array.from(given)))]).toEqual(given);
    }),
    { numRuns: 1_000 },
  );
});

it.each([
  [[0x63, 0xe9, 0x64], "c\udce9d"],
  [[0xe2, 0x82], "\udce2\udc82"],
  [[0xc0, 0x80], "\udcc0\udc80"],
  [[0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
  [[0xff, 0xfe, 0x61, 0x00], "\udcff\udcfea\0"],
])("%j has raw bytes where no character is", (bytes, text) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
});
