import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../json/json.ts";
import { ExpressionFailure, evaluateCondition, evaluateValue } from "./evaluate.ts";
import type { Scope } from "./expression/scope.ts";

const scope: Scope = {
  inputs: { depth: 3, deep: true, name: "it's", names: ["a", "b"], none: null, "with-hyphen": "h" },
  steps: {
    "my-step": {
      status: "succeeded",
      outputs: { text: "hello", report: { score: 9, Constructor: 1, constructor: 2 }, rows: [{ n: 1 }, { n: 2 }] },
    },
    failed: { status: "failed", outputs: {} },
  },
  run: { id: "urn:sdetkit:run-id", output_dir: "output:" },
  template: { id: "t", version: "1.0.0" },
  workspace: { commit: "abc", kind: "git" },
  env: { CI: "1" },
};
const fine = { failed: false, cancelled: false };
const value = (text: Json) => evaluateValue(text, scope);
const failure = (work: () => unknown): ExpressionFailure => {
  try {
    work();
  } catch (error) {
    if (error instanceof ExpressionFailure) return error;
    throw error;
  }
  throw new Error("expected a failure");
};

describe("values", () => {
  test.each<[Json, Json]>([
    ["${{inputs.depth}}", 3],
    ["${{ inputs.depth }}", 3],
    ["${{ inputs.deep }}", true],
    ["${{ inputs.none }}", null],
    ["${{ inputs.names }}", ["a", "b"]],
    ["${{ inputs.names[1] }}", "b"],
    ["${{ inputs.with-hyphen }}", "h"],
    ["${{ INPUTS.Depth }}", 3],
    ["${{ steps.my-step.outputs.text }}", "hello"],
    ["${{ steps['my-step'].outputs.report.score }}", 9],
    ["${{ steps.my-step.outputs.report.absent }}", null],
    ["${{ steps.my-step.outputs.rows.*.n }}", [1, 2]],
    ["${{ steps.failed.status }}", "failed"],
    ["${{ env.CI }}", "1"],
    ["${{ workspace }}/docs", "workspace:/docs"],
    ["${{ workspace.commit }}", "abc"],
    ["${{ run.output_dir }}/a", "output:/a"],
    ["n=${{ inputs.depth }} b=${{ inputs.deep }} z=${{ inputs.none }}.", "n=3 b=true z=."],
    ["${{ 'it''s ''quoted''' }}", "it's 'quoted'"],
    ["${{ '${{' }}", "${{"],
    ["${{ '}}' }} x", "}} x"],
    ["${{ format('{0} {{1}} {1}', 'a', 2) }}", "a {1} 2"],
    ["${{ join(inputs.names, '+') }}", "a+b"],
    ["${{ toJSON(inputs.names) }}", '[\n  "a",\n  "b"\n]'],
    ['${{ fromJSON(\'{"a":1,"A":2,"constructor":3}\') }}', { a: 1, A: 2, constructor: 3 }],
    ['${{ fromJSON(\'{"id":9007199254740993,"n":[1e400]}\') }}', { id: "9007199254740993", n: ["1e400"] }],
    ["${{ contains(inputs.names, 'B') && startsWith('abc', 'AB') }}", true],
    ["${{ inputs.depth > 2 && 'many' || 'few' }}", "many"],
    ["no expression", "no expression"],
    ["${{ case(false, fromJSON('bad'), 'x') }}", "x"],
    ["${{ case(true, 'x', fromJSON('bad')) }}", "x"],
    ["${{ case(true, 'x', fromJSON('bad'), 1, 'y') }}", "x"],
    ["${{ case(false, 1, false, fromJSON('bad'), inputs.depth) }}", 3],
    ["${{ false && fromJSON('bad') }}", false],
    ["${{ 'x' || fromJSON('bad') }}", "x"],
    ["${{ 'straße' == 'STRASSE' }}", false],
    ["${{ 'STRAßE' == 'straße' }}", true],
    ["${{ 'ı' == 'I' || 'İ' == 'i' || 'ſ' == 's' }}", false],
    ["${{ 'ÄB' != 'äb' }}", false],
    ["${{ 'ä' >= 'Ä' && 'ä' <= 'Ä' && !('ä' > 'Ä') && !('ä' < 'Ä') }}", true],
    ["${{ 'a' < 'B' && 'b' > 'A' }}", true],
    ["${{ contains('Großmaß', 'SS') || startsWith('ßa', 'ss') || endsWith('aß', 'SS') }}", false],
    ["${{ contains('xİy', 'i') }}", false],
    ["${{ contains('ÄÖ', 'äö') && startsWith('Äb', 'ä') && endsWith('bÄ', 'ä') }}", true],
    ["${{ contains(fromJSON('[\"straße\"]'), 'STRASSE') }}", false],
    ["${{ contains(fromJSON('[\"ä\", 3]'), 'Ä') && contains(fromJSON('[3]'), '3') }}", true],
    ["${{ fromJSON('{\"straße\": 1}')['STRASSE'] }}", null],
    ["${{ fromJSON('{\"ä\": 1}')['Ä'] }}", 1],
    ["${{ '0x1F' == 31 && '0o17' == 15 && ' 12 ' == 12 && '' == 0 && '-.5e1' == -5 }}", true],
    ["${{ '0X1F' == 31 || '0O17' == 15 || ' 0b101' == 5 || '0B1' == true || null == '0b0' }}", false],
    ["${{ '0b101' > 4 || 4 < '0X1F' || '0O17' >= 1 || contains(fromJSON('[31]'), '0X1F') }}", false],
    ["${{ fromJSON('[1, 2]')['0x1'] }}", 2],
    ["${{ fromJSON('[1, 2]')['0b1'] }}", null],
    ["${{ fromJSON('{\"0b1\": 1}')['0b1'] }}", 1],
    ["${{ '9007199254740993' == '9007199254740992' }}", false],
    ["${{ fromJSON('[1e-20]')[0] }} ${{ 1e-20 }} ${{ 0.5 }}", "1e-20 1e-20 0.5"],
  ])("%j is %j", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  test("keeps every key of an object, also those that JavaScript objects have anyway", () => {
    expect(value("${{ steps.my-step.outputs.report }}")).toEqual({ score: 9, Constructor: 1, constructor: 2 });
    expect(value("${{ steps.my-step.outputs.report.constructor }}")).toBe(2);
    expect(value("${{ fromJSON('{}').toString }}")).toBe(null);
  });

  test("walks lists and maps, and never evaluates what came out", () => {
    const hostile = { ...scope, inputs: { name: "${{ env.CI }}" } };
    expect(evaluateValue({ a: ["${{ inputs.name }}", { b: "x${{ inputs.name }}" }] }, hostile)).toEqual({
      a: ["${{ env.CI }}", { b: "x${{ env.CI }}" }],
    });
  });

  test.each<[string, string]>([
    ["${{ steps.my-step.outputs.txt }}", "gave no output `txt`; did you mean `text`?"],
    ["${{ steps.failed.outputs.x }}", "the step `failed` (failed) gave no output `x`"],
    ["${{ steps.other.outputs.x }}", "the step `other` is not over"],
    ["${{ inputs.depht }}", "did you mean `depth`?"],
    ["${{ env.SECRET }}", "policy.env does not list it"],
    ["${{ inputs.constructor }}", "there is no input `constructor`"],
    ["${{ inputs.names }} x", "a list cannot be part of a text"],
    ["${{ fromJSON('{') }}", "not JSON: expected a text in double quotes, got the end"],
    ["${{ fromJSON('') }}", "not JSON"],
    ["${{ 1 ", "closing"],
    ["${{ Infinity }}", "no finite number"],
    ["${{ case(true, fromJSON('bad'), 'x') }}", "not JSON"],
    ["${{ case(1, 'x', 'y') }}", "boolean"],
    ["${{ 9007199254740993 }}", "kept exactly, got 9007199254740993"],
    ["${{ inputs.depth < 1e400 }}", "kept exactly, got 1e400"],
    ["${{ 0X1F }}", "expected a number, got 0X1F"],
    ["${{ inputs.depth < 0b101 }}", "expected a number, got 0b101"],
  ])("%s fails with its place and reason", (text, reason) => {
    const error = failure(() => value({ argv: ["a", text] }));
    expect(error.path).toEqual(["argv", 1]);
    expect(error.message).toContain("argv[1]");
    expect(error.message).toContain(reason);
  });

  test("a result that multiplies is cut off before it is built", () => {
    let text = "'xxxxxxxxxx'";
    for (let level = 0; level < 40; level++) text = `format('{0}{0}{0}{0}{0}{0}{0}{0}', ${text})`;
    expect(failure(() => value(`\${{ ${text} }}`)).message).toContain("larger than");
    let quoted = '\'""""\'';
    for (let level = 0; level < 40; level++) quoted = `toJSON(${quoted})`;
    expect(failure(() => value(`\${{ ${quoted} }}`)).message).toContain("larger than");
    const big = { ...scope, inputs: { big: "x".repeat(1_000_000) } };
    expect(
      failure(() =>
        evaluateValue(
          ["${{ inputs.big }}", "${{ inputs.big }}", "${{ inputs.big }}", "${{ inputs.big }}", "${{ inputs.big }}"],
          big,
        ),
      ).message,
    ).toContain("larger than");
  });

  test("whatever is asked, the answer is a JSON value or an ExpressionFailure, twice the same", () => {
    const word = fc.constantFrom(
      "inputs",
      "steps",
      "env",
      ".",
      "[",
      "]",
      "(",
      ")",
      "'",
      "''",
      "*",
      "!",
      "&&",
      "==",
      "depth",
      "my-step",
      "outputs",
      "format",
      "toJSON",
      "constructor",
      "__proto__",
      "1",
      "-",
      " ",
      ",",
      "}}",
      "${{",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => `\${{ ${words.join("")} }}`),
    );
    const outcome = (given: string): unknown => {
      try {
        return JSON.stringify(value(given));
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionFailure);
        return (error as Error).message;
      }
    };
    fc.assert(
      fc.property(text, (given) => {
        expect(outcome(given)).toBe(outcome(given));
      }),
      { numRuns: 500 },
    );
  });

  test("a whole-value expression gives back any JSON value unchanged", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (json) => {
        const inputs = { it: json } as unknown as JsonObject;
        const plain = JSON.parse(JSON.stringify(json)) as Json;
        expect(
          evaluateValue("${{ inputs.it }}", { ...scope, inputs: JSON.parse(JSON.stringify(inputs)) as JsonObject }),
        ).toEqual(plain);
      }),
      { numRuns: 40 },
    );
  });
});

describe("conditions", () => {
  const failed = { failed: true, cancelled: false };
  const cancelled = { failed: false, cancelled: true };
  test.each<[string | undefined, typeof fine, boolean]>([
    [undefined, fine, true],
    [undefined, failed, false],
    [undefined, cancelled, false],
    ["inputs.deep", fine, true],
    ["inputs.deep", failed, false],
    ["${{ inputs.deep }}", fine, true],
    ["always()", failed, true],
    ["always()", cancelled, true],
    ["Always() && inputs.depth == 3", failed, true],
    ["failure()", failed, true],
    ["failure()", fine, false],
    ["!success()", failed, true],
    ["cancelled()", cancelled, true],
    ["false", fine, false],
    ["''", fine, false],
    ["steps.failed.status == 'failed' && always()", failed, true],
    ["steps.missing.outputs.x", failed, false],
  ])("%s with %j is %s", (text, status, expected) => {
    expect(evaluateCondition(text, scope, status)).toBe(expected);
  });

  test("a missing output is a failure, unless it is not looked at", () => {
    expect(failure(() => evaluateCondition("steps.failed.outputs.x == 1", scope, fine)).path).toEqual(["if"]);
    expect(evaluateCondition("steps.failed.status == 'succeeded' && steps.failed.outputs.x == 1", scope, fine)).toBe(
      false,
    );
  });
});
