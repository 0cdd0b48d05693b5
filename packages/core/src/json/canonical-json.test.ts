import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hashing, Sha256 } from "../digest/sha256.ts";
import { canonicalJson, digestOf } from "./canonical-json.ts";

const hashing: Hashing = {
  hex: (data) => hash("sha256", data, "hex") as Sha256,
  bytes: (data) => hash("sha256", data, "buffer"),
};

describe("canonicalJson", () => {
  it("writes the example of RFC 8785 section 3.2.2 as section 3.2.3 has it", () => {
    const value = {
      // biome-ignore lint/correctness/noPrecisionLoss: the standard's own example
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts names by UTF-16 code units as in section 3.2.3", () => {
    const names = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, name])));
    expect(Object.values(JSON.parse(text) as object).length).toBe(7);
    expect([...text.matchAll(/:"((?:\\r)|[^"]+)"/g)].map((m) => m[1])).toEqual([
      "\\r",
      "1",
      "\u0080",
      "\u00f6",
      "\u20ac",
      "\ud83d\ude00",
      "\ufb33",
    ]);
  });

  it("writes the numbers of RFC 8785 appendix B", () => {
    const bits: [string, string][] = [
      ["0000000000000000", "0"],
      ["8000000000000000", "0"],
      ["0000000000000001", "5e-324"],
      ["8000000000000001", "-5e-324"],
      ["7fefffffffffffff", "1.7976931348623157e+308"],
      ["4340000000000000", "9007199254740992"],
      ["4430000000000000", "295147905179352830000"],
      ["44b52d02c7e14af5", "9.999999999999997e+22"],
      ["44b52d02c7e14af6", "1e+23"],
      ["444b1ae4d6e2ef50", "1e+21"],
      ["3eb0c6f7a0b5ed8d", "0.000001"],
      ["41b3de4355555553", "333333333.3333332"],
      ["41b3de4355555557", "333333333.33333343"],
      ["becbf647612f3696", "-0.0000033333333333333333"],
      ["43143ff3c1cb0959", "1424953923781206.2"],
    ];
    for (const [hex, text] of bits) expect(canonicalJson(Buffer.from(hex, "hex").readDoubleBE())).toBe(text);
  });

  it("refuses what is not JSON and says where", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = { cycle };
    const refused: [unknown, RegExp][] = [
      [{ a: new Map([["b", 1]]) }, /at \$\.a, got Map/],
      [{ a: [1, undefined] }, /at \$\.a\[1\], got undefined/],
      [[Number.NaN], /NaN/],
      [Number.POSITIVE_INFINITY, /Infinity/],
      ["\ud800", /lone surrogate/],
      [{ "\udc00": 1 }, /lone surrogate/],
      [cycle, /a cycle/],
      [new Date(0), /Date/],
      [new Uint8Array(2), /Uint8Array/],
      [() => 1, /function/],
      [1n, /bigint/],
      [{ a: Symbol("x") }, /symbol/],
      [{ toJSON: () => 1 }, /toJSON/],
      [new Array(1), /a hole/],
      [undefined, /undefined/],
    ];
    for (const [value, why] of refused) expect(() => canonicalJson(value)).toThrow(why);
  });

  it("is one text for one value: reading it back and writing it again changes nothing, whatever the key order", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(digestOf(value as never, hashing)).toBe(hash("sha256", text));
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, child]) => [key, reversed(child)]),
  );
}
