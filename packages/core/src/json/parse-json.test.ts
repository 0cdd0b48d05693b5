import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonRules, parseJson } from "./parse-json.ts";

const STRICT: JsonRules = { numbers: "refuse", duplicates: "refuse", depth: 32 };
const LENIENT: JsonRules = { numbers: "text", duplicates: "last", depth: 32 };
const value = (text: string, rules = LENIENT) => {
  const parsed = parseJson(text, rules);
  return parsed.ok ? parsed.value : parsed.problem.code;
};

describe("JSON that is read", () => {
  it("is what JSON.parse gives, for any value and any blanks", () => {
    const written = fc.tuple(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, "\t", "\r\n "));
    fc.assert(
      fc.property(written, ([given, indent]) => {
        const text = JSON.stringify(given, null, indent);
        const kept = (_: string, each: unknown) =>
          typeof each !== "number"
            ? each
            : Number.isInteger(each) && !Number.isSafeInteger(each)
              ? String(each)
              : each + 0;
        expect(value(text)).toEqual(JSON.parse(text, kept));
      }),
    );
  });

  it("is refused wherever JSON.parse refuses, and only there", () => {
    const pieces = fc.array(
      fc.constantFrom(
        ..."{}[],:\"\\ -+.0123eE\n\ttruefalsn'/u\u0000\u001f\u2028\ufeff",
        "null",
        '"a"',
        '"a":1',
        "\\u00e9",
        "\\x",
        "1.5e3",
        "01",
      ),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join("");
        let fine = true;
        try {
          JSON.parse(text);
        } catch {
          fine = false;
        }
        expect(parseJson(text, LENIENT).ok).toBe(fine);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(["9007199254740993", "-9007199254740992", "18446744073709551615", "1e400", "-1e999", "1e-400", "1e20"])(
    "keeps %s as text where it came from elsewhere, and refuses it where somebody wrote it",
    (number) => {
      expect(value(`{"id": ${number}}`)).toEqual({ id: number });
      expect(parseJson(`{"id": ${number}}`, STRICT)).toEqual({
        ok: false,
        problem: {
          code: "number-out-of-range",
          offset: 7,
          place: { line: 1, column: 8, length: 1 },
          message: `expected a number that can be kept exactly, got ${number}; put quotes around it to keep it as text`,
        },
      });
    },
  );

  it("keeps every 64-bit integer: as the number, or as its digits", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }), (id) => {
        expect(String(value(String(id)))).toBe(String(id));
      }),
    );
  });

  it.each([
    ["9007199254740991", 9007199254740991],
    ["-0", 0],
    ["0.0e-999", 0],
    ["3.10", 3.1],
    ["0.1000000000000000055", 0.1],
    ["5e-324", 5e-324],
  ])("reads %s as a number", (text, number) => {
    expect(value(text, STRICT)).toBe(number);
  });

  it("says of a repeated name where it is again, or takes the last", () => {
    const text = '{"a": 1, "b": {"a": 2, "\\u0061": 3}}';
    expect(value(text)).toEqual({ a: 1, b: { a: 3 } });
    expect(parseJson(text, STRICT)).toMatchObject({
      problem: {
        code: "duplicate-key",
        offset: text.indexOf('"\\u'),
        message: "expected each name once, got `a` again",
      },
    });
  });

  it("keeps names that objects have a meaning for as names", () => {
    const read = value('{"__proto__": {"x": 1}, "constructor": 2}') as object;
    expect(Object.keys(read)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it("is refused past its depth, however deep it is, before a stack could overflow", () => {
    expect(value(`${"[".repeat(32)}${"]".repeat(32)}`)).not.toBe("too-deep");
    expect(value("[".repeat(1_000_000))).toBe("too-deep");
    expect(value('{"a":'.repeat(33))).toBe("too-deep");
  });

  it("takes a text of a million escapes as any other", () => {
    const escapes = "a\\u00e9\\n".repeat(1_000_000);
    expect(value(`"${escapes}"`)).toBe("a\u00e9\n".repeat(1_000_000));
  });

  it.each([
    ["", 1, 1, "expected a value, got the end"],
    ['{"a": 1,}', 1, 9, "expected a text in double quotes, got `}`"],
    ['{"a" 1}', 1, 6, "expected `:`, got `1}`"],
    ["[1\n 2]", 2, 2, "expected `,` or `]`, got `2]`"],
    ["{} {}", 1, 4, "expected the end, got `{}`"],
    ['["a\nb"]', 1, 4, 'expected the text to go on, up to `"`, got ` b"]`'],
  ])("says where %j breaks off", (text, line, column, message) => {
    const place = { line, column, length: 1 };
    expect(parseJson(text, STRICT)).toMatchObject({ ok: false, problem: { code: "malformed-json", place, message } });
  });
});
