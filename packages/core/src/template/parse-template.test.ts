import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleActions } from "../../corpus/actions.ts";
import type { Sha256 } from "../digest/sha256.ts";
import { parseTemplate } from "./parse-template.ts";

const hashing = { hex: () => "0".repeat(64) as Sha256, bytes: (data: Uint8Array) => data };
const parse = (text: string) =>
  parseTemplate({ origin: "workspace", file: "t.yaml", text }, { actions: sampleActions, hashing });
const HEAD = "metadata: { id: t, title: T, version: 1.0.0, description: D, owner: o }\n";
const read = (id: string, more = "") => `  - { id: ${id}, action: fs.read, with: { path: a }${more} }\n`;

function workflowOf(text: string) {
  const result = parse(text);
  expect(result.diagnostics).toEqual([]);
  if (!result.ok) throw new Error("expected a valid template");
  return result.value;
}

test("says once, and with the remedy, that an expression in braces wants quotes", () => {
  const step = "  - { id: a, action: fs.write, with: { path: ${{ run.output_dir }}/x, content: y } }\n";
  const syntax = parse(`${HEAD}workflow:\n${step}`).diagnostics.map(({ code, hint }) => [code, hint]);
  expect(syntax).toEqual([["yaml-syntax", expect.stringContaining('quotes around it: "${{')]]);
});

describe("a valid template", () => {
  const text = readFileSync(new URL("../../corpus/good/full.yaml", import.meta.url), "utf8");
  const template = workflowOf(text);

  test("keeps what was written, with defaults filled in", () => {
    expect(template).toMatchObject({
      id: "full-tour",
      version: "1.2.3-beta.1+build.5",
      tags: ["tour", "test"],
      permissions: { write: ["docs/reports", "."], network: false },
      source: { file: "t.yaml", text },
      digest: "0".repeat(64),
    });
    expect(template.workflow[1]).toMatchObject({
      id: "log",
      name: "log",
      needs: ["read-it"],
      if: "inputs.deep && success()",
      timeoutMinutes: 0.5,
      retry: { max: 2, delaySeconds: 1 },
      continueOnError: true,
      approval: { reason: "Runs git", approvers: ["ana", "ben"], count: 2, expiresHours: 4 },
      place: { line: 39, column: 9, length: 3 },
    });
    expect(template.workflow[0]).toMatchObject({
      needs: [],
      env: {},
      retry: { max: 0, delaySeconds: 0 },
      continueOnError: false,
    });
  });

  test("infers types of short inputs", () => {
    expect(template.inputs).toMatchObject({
      depth: { type: "number", default: 3, required: false },
      deep: { type: "boolean", default: false, description: "Look everywhere" },
      names: { type: "list", default: ["a", "b"] },
      note: { type: "string", required: false },
      target: { type: "string", required: true },
    });
    expect(template.inputs["note"]).not.toHaveProperty("default");
  });
});

test("without any needs the steps run in order; with one, only needs count", () => {
  expect(
    workflowOf(`${HEAD}workflow:\n${read("a")}${read("b")}${read("c")}`).workflow.map(({ needs }) => needs),
  ).toEqual([[], ["a"], ["b"]]);
  expect(
    workflowOf(`${HEAD}workflow:\n${read("a")}${read("b")}${read("c", ", needs: [a]")}`).workflow.map(
      ({ needs }) => needs,
    ),
  ).toEqual([[], [], ["a"]]);
});

test("a thousand steps that each need the one before are fine, and a circle of a thousand is named", () => {
  const chain = Array.from({ length: 800 }, (_, index) => read(`s${index}`, index > 0 ? `, needs: s${index - 1}` : ""));
  workflowOf(`${HEAD}workflow:\n${chain.join("")}`);
  const circle = chain.with(0, read("s0", ", needs: s799"));
  const result = parse(`${HEAD}workflow:\n${circle.join("")}`);
  expect(result.diagnostics.map(({ code }) => code)).toEqual(["need-cycle"]);
});

test("a circle is named in full, once", () => {
  const { diagnostics } = parse(
    `${HEAD}workflow:\n${read("a", ", needs: b")}${read("b", ", needs: c")}${read("c", ", needs: a")}`,
  );
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]!.message).toContain("`a` needs `b` needs `c` needs `a`");
});

test.each<[string, string, boolean]>([
  ["its own output folder", 'path: "${{ run.output_dir }}/x"', true],
  ["its own output folder, name by input", 'path: "${{run.output_dir}}/${{ inputs.name }}"', true],
  ["the output root", "path: output:/x", true],
  ["the workspace", "path: docs/x", false],
  ["the workspace by its root", 'path: "${{ workspace }}/x"', false],
  ["wherever an input says", 'path: "${{ inputs.name }}"', false],
  ["the output folder only in the middle", 'path: "docs/${{ run.output_dir }}"', false],
])("writing to %s needs a permission: not always", (_, path, free) => {
  const text = `${HEAD}inputs: { name: x }\nworkflow:\n  - { id: a, action: fs.write, with: { ${path}, content: c } }\n`;
  expect(parse(text).ok).toBe(free);
  expect(parse(text.replace("inputs:", "permissions: { write: [docs] }\ninputs:")).ok).toBe(true);
});

test("values that an expression will give are left to the run, all others are checked", () => {
  const step = (parameters: string) =>
    parse(`${HEAD}inputs: { n: 3 }\nworkflow:\n  - { id: a, action: fs.read, with: { ${parameters} } }\n`);
  expect(step('path: a, max-bytes: "${{ inputs.n }}"').ok).toBe(true);
  expect(step('path: "${{ inputs.n }}", max-bytes: many').diagnostics.map(({ code }) => code)).toEqual([
    "invalid-param",
  ]);
});

test("a reference to an input or step that is itself broken is no second error", () => {
  const { diagnostics } = parse(
    `${HEAD}inputs: { n: { type: nope } }\nworkflow:\n  - { id: a, action: nope }\n  - { id: b, action: fs.read, with: { path: "\${{ inputs.n }}\${{ steps.a.status }}" } }\n`,
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(["invalid-value", "unknown-action"]);
});

test("names of JavaScript's objects do not get past the checks", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype)),
      fc.constantFrom("inputs", "outputs"),
      (name, where) => {
        expect(parse(`${HEAD}workflow:\n${read("a")}${where}:\n  "${name}": x\n`).ok).toBe(false);
      },
    ),
  );
});

test("whatever the text, the answer is a template or diagnostics with places, never an exception", () => {
  const good = readFileSync(new URL("../../corpus/good/full.yaml", import.meta.url), "utf8");
  const mutated = fc
    .array(
      fc.tuple(
        fc.nat(good.length),
        fc.nat(30),
        fc.oneof(
          fc.string({ maxLength: 5 }),
          fc.constantFrom(
            "${{",
            "}}",
            "\n",
            "  ",
            "- ",
            ": ",
            "[",
            "]",
            "{",
            "}",
            "&a ",
            "*a",
            "!!x ",
            "'",
            '"',
            "|\n",
            "? ",
            "\t",
            "null",
            "1e999",
            "\u0000",
          ),
        ),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((edits) => edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), good));
  const any = fc.oneof(mutated, fc.string(), fc.string({ unit: "binary" }), fc.json());
  fc.assert(
    fc.property(any, (text) => {
      const result = parse(text);
      const lines = text.split("\n").length;
      for (const { place, hint } of result.diagnostics) {
        expect(place.line >= 1 && place.line <= lines && place.column >= 1 && hint !== "").toBe(true);
      }
      if (!result.ok) expect(result.diagnostics.length).toBeGreaterThan(0);
    }),
    { numRuns: Number(process.env["SDETKIT_FUZZ_RUNS"] ?? 250) },
  );
});

test("limits: steps, inputs, and a default that is never used", () => {
  const steps = Array.from({ length: 1_001 }, (_, index) => `  - s${index}\n`).join("");
  expect(parse(`${HEAD}workflow:\n${steps}`).diagnostics.map(({ code }) => code)).toEqual(["too-many"]);
  const inputs = Array.from({ length: 101 }, (_, index) => `  i${index}: 1\n`).join("");
  expect(parse(`${HEAD}inputs:\n${inputs}workflow:\n${read("a")}`).diagnostics.map(({ code }) => code)).toEqual([
    "too-many",
  ]);
  const warned = parse(`${HEAD}inputs: { x: { default: 1, required: true } }\nworkflow:\n${read("a")}`);
  expect(warned).toMatchObject({ ok: true, diagnostics: [{ code: "required-default", severity: "warning" }] });
});
