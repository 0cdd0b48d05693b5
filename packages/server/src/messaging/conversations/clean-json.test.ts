import { describe, expect, it } from "vitest";
import { cleanJson, isClean } from "./clean-json.ts";

const TOKEN = `ghp_${"a1B2".repeat(9)}`;

describe("JSON to be kept", () => {
  it("is the same where there is nothing to take out", () => {
    const value = { a: ["text", 1, null, true, { b: "zażółć 👩‍👩‍👧\n" }], c: {} };
    expect(cleanJson(value)).toBe(JSON.stringify(value));
  });

  it.each([
    ["as a value", { a: [{ b: `x ${TOKEN} y` }] }, '{"a":[{"b":"x [redacted] y"}]}'],
    ["as a name", { [TOKEN]: 1 }, '{"[redacted]":1}'],
    ["alone", TOKEN, '"[redacted]"'],
    ["at the edge of others", { a: "x", b: TOKEN, c: "y" }, '{"a":"x","b":"[redacted]","c":"y"}'],
  ])("holds no credential: %s", (_, value, expected) => {
    expect(cleanJson(value)).toBe(expected);
    expect(isClean(JSON.stringify(value))).toBe(false);
  });

  it("leaves texts apart that would be a credential only together", () => {
    const value = { authorization: "x", "Authorization:": "Bearer", next: "0123456789abcdef0123456789" };
    expect(cleanJson(value)).toBe(JSON.stringify(value));
  });

  it("has no NUL and no half of a character", () => {
    expect(cleanJson({ a: "b\0c", d: "\ud800" })).toBe('{"a":"b\ufffdc","d":"\ufffd"}');
  });
});
