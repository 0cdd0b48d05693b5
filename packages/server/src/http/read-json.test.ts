import { expect, it } from "vitest";
import { readJson } from "./read-json.ts";

it("reads JSON", () => {
  expect(readJson(Buffer.from('\ufeff{"a": [1, "é"]}'))).toEqual({ a: [1, "é"] });
});

it.each<[string | Uint8Array, string, RegExp]>([
  ['{"a": 1,\n "a": 2}', "duplicate-key", /each name once, got `a` again, at line 2, column 2/],
  [
    '{"inputs": {"id": 9007199254740993}}',
    "number-out-of-range",
    /got 9007199254740993; put quotes .* at line 1, column 19/,
  ],
  ["[-1e999]", "number-out-of-range", /got -1e999/],
  ["[".repeat(33), "too-deep", /at most 32 .* at line 1, column 33/],
  ["{'a': 1}", "malformed-json", /at line 1, column 2/],
  [new Uint8Array([0x22, 0xe9, 0x22]), "malformed-json", /UTF-8/],
])("refuses what would be read as something else: %s", (body, code, detail) => {
  const problem = expect.objectContaining({ status: 400, code, detail: expect.stringMatching(detail) });
  expect(() => readJson(Buffer.from(body as string))).toThrow(expect.objectContaining({ problem }));
});
