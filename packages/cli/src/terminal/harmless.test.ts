import fc from "fast-check";
import { expect, test } from "vitest";
import { harmless } from "./harmless.ts";

test("nothing that steers a terminal or reorders text survives, whatever the text", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone.
  const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
  const hostile = fc.constantFrom(
    "\x1b[2J",
    "\x1b]0;t\x07",
    "\u202e",
    "\u2066",
    "\r",
    "\t",
    "\x9b31m",
    "\u200b",
    "\0",
    "é",
    "👩‍💻",
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 20 }),
      (parts) => {
        expect(harmless(parts.join(""))).not.toMatch(steering);
      },
    ),
  );
});

test("what is taken out stays readable", () => {
  expect(harmless("a\x1b[31mb\u202ec\u{e0041}")).toBe("a\\x1b[31mb\\u202ec\\u{e0041}");
  expect(harmless("one\r\ntwo\tthree\rfour")).toBe("one\ntwo  three\\x0dfour");
});

test("ordinary writing in any script is left as it is", () => {
  for (const text of ["plain", "naïve", "日本語", "العربية", "👩‍💻 👍🏽", "e\u0301"]) expect(harmless(text)).toBe(text);
  expect(harmless("pay\u200dpal")).toBe("pay\\u200dpal");
});
