import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../json/json.ts";
import type { InputSpec } from "./model.ts";
import { resolveInputs } from "./resolve-inputs.ts";

const place = { line: 3, column: 3, length: 4 };
const spec = (input: Partial<InputSpec>): InputSpec => ({
  type: "string",
  required: false,
  description: "",
  place,
  ...input,
});
const template = {
  source: { origin: "workspace" as const, file: "t.yaml", text: "" },
  inputs: {
    depth: spec({ type: "number", default: 3 }),
    deep: spec({ type: "boolean", default: false }),
    names: spec({ type: "list", default: ["a"], pattern: "[a-z]+" }),
    profile: spec({ type: "enum", enum: ["default", "strict"], default: "default" }),
    branch: spec({ pattern: "[a-z]+(-[a-z]+)*" }),
    target: spec({ required: true, description: "Where to look" }),
  },
};
const resolve = (given: { [name: string]: Json }) => resolveInputs(template, given);
const codes = (given: { [name: string]: Json }) => {
  const result = resolve(given);
  return result.ok ? [] : result.diagnostics.map(({ code }) => code);
};

test("fills in defaults; an optional input without one is null", () => {
  expect(resolve({ target: "x" })).toEqual({
    ok: true,
    inputs: { depth: 3, deep: false, names: ["a"], profile: "default", branch: null, target: "x" },
  });
});

test("text from a command line becomes the declared type", () => {
  expect(
    resolve({ depth: "-1.5e1", deep: "true", names: "b, c", profile: "strict", branch: "a-b", target: "5" }),
  ).toMatchObject({
    inputs: { depth: -15, deep: true, names: ["b", "c"], profile: "strict", branch: "a-b", target: "5" },
  });
  expect(resolve({ names: '["x","y"]', target: "x" })).toMatchObject({ inputs: { names: ["x", "y"] } });
  expect(resolve({ names: "", target: "x" })).toMatchObject({ inputs: { names: [] } });
});

test.each<[{ [name: string]: Json }, string]>([
  [{ depth: "many", target: "x" }, "input-mismatch"],
  [{ depth: "0x10", target: "x" }, "input-mismatch"],
  [{ depth: "1e999", target: "x" }, "input-mismatch"],
  [{ depth: "9007199254740993", target: "x" }, "number-out-of-range"],
  [{ depth: " -9007199254740992.0", target: "x" }, "number-out-of-range"],
  [{ depth: "1e-400", target: "x" }, "number-out-of-range"],
  [{ depth: 2 ** 53, target: "x" }, "number-out-of-range"],
  [{ names: "[9007199254740993]", target: "x" }, "input-mismatch"],
  [{ deep: "yes", target: "x" }, "input-mismatch"],
  [{ deep: 1, target: "x" }, "input-mismatch"],
  [{ names: "A", target: "x" }, "input-mismatch"],
  [{ names: "[1]", target: "x" }, "input-mismatch"],
  [{ names: "[", target: "x" }, "input-mismatch"],
  [{ names: { a: 1 }, target: "x" }, "input-mismatch"],
  [{ profile: "strickt", target: "x" }, "input-mismatch"],
  [{ branch: "a-b\nrm -rf /", target: "x" }, "input-mismatch"],
  [{ branch: "--upload-pack=x", target: "x" }, "input-mismatch"],
  [{ target: 5 }, "input-mismatch"],
  [{ target: "a\0b" }, "input-mismatch"],
  [{}, "missing-input"],
  [{ traget: "x", target: "x" }, "unknown-input"],
  [JSON.parse('{"__proto__":"x","target":"x"}') as { [name: string]: Json }, "unknown-input"],
  [{ constructor: "x", target: "x" } as unknown as { [name: string]: Json }, "unknown-input"],
])("%j is refused as %s", (given, code) => {
  expect(codes(given)).toEqual([code]);
});

test("a number is kept exactly or refused by its digits, and a text keeps whatever digits it has", () => {
  expect(resolve({ depth: "9007199254740991", target: "3.10" })).toMatchObject({
    inputs: { depth: 9007199254740991, target: "3.10" },
  });
  expect(resolve({ target: "01234", names: '["a"]', depth: "-0" })).toMatchObject({
    inputs: { target: "01234", depth: 0 },
  });
  expect(resolve({ target: "x", depth: "9007199254740993" })).toMatchObject({
    diagnostics: [
      { place, message: "input `depth`: expected a number that can be kept exactly, got 9007199254740993" },
    ],
  });
  expect(resolve({ target: "x", depth: "1e999" })).toMatchObject({
    diagnostics: [{ message: 'input `depth`: expected a number, got the text "1e999"' }],
  });
});

test("names the input that was meant, and points at the declaration", () => {
  const result = resolve({ traget: "x", target: "x" });
  expect(result).toMatchObject({ ok: false, diagnostics: [{ file: "t.yaml", place, hint: "did you mean `target`?" }] });
});

test("any given values end in inputs of the declared types or in diagnostics", () => {
  const given = fc.dictionary(
    fc.constantFrom(...Object.keys(template.inputs), "other"),
    fc.jsonValue() as fc.Arbitrary<Json>,
  );
  fc.assert(
    fc.property(given, (values) => {
      const result = resolve(values);
      if (!result.ok) {
        expect(result.diagnostics.length).toBeGreaterThan(0);
        return;
      }
      expect(Object.keys(result.inputs)).toEqual(Object.keys(template.inputs));
      expect(typeof result.inputs["depth"]).toBe("number");
      expect(["default", "strict"]).toContain(result.inputs["profile"]);
    }),
  );
});
