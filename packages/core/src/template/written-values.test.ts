import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ActionSpec } from "../action/spec.ts";
import type { Sha256 } from "../digest/sha256.ts";
import { parseTemplate } from "./parse-template.ts";

const hashing = { hex: () => "0".repeat(64) as Sha256, bytes: (data: Uint8Array) => data };
const spec: ActionSpec = {
  name: "do.it",
  summary: "Takes whatever it is given.",
  params: z.strictObject({
    any: z.json().optional(),
    count: z.number().optional(),
    text: z.string().optional(),
    words: z.array(z.string()).optional(),
  }),
  capability: "none",
  idempotent: true,
  needs: () => [],
  preview: () => "",
};
const HEAD = "metadata: { id: t, title: T, version: 1.0.0, description: D, owner: o }\n";
const parse = (text: string) => {
  const actions = new Map([[spec.name, spec]]);
  return parseTemplate({ origin: "workspace", file: "t.yaml", text: HEAD + text }, { actions, hashing });
};
const told = (text: string) =>
  parse(text).diagnostics.map(({ severity, message, hint }) => `${severity} ${message} (${hint})`);
const STEP = "workflow: [{ id: a, action: do.it }]\n";
const withParams = (params: string) => `workflow: [{ id: a, action: do.it, with: { ${params} } }]\n`;

describe("a value that is written without quotes", () => {
  it.each([
    ["3.10", "3.1"],
    ["01234", "1234"],
    ["1e5", "100000"],
    ["0x1F", "31"],
    ["0o17", "15"],
    [".5", "0.5"],
    ["+1", "1"],
    ["-0", "0"],
    ["1.0", "1"],
    ["True", "true"],
    ["FALSE", "false"],
  ])(
    "%s is refused as a default, an output and a parameter that may be text, with the form in quotes",
    (written, read) => {
      const hint = `put quotes around it: "${written}" for the text, or write ${read}`;
      const refused = (what: string) =>
        `error expected ${what} to stay as it is written, got ${written}, which is read as ${read} (${hint})`;
      expect(told(`inputs: { x: ${written} }\n${STEP}`)).toEqual([refused("the default of input `x`")]);
      expect(told(`inputs: { x: { default: ${written} } }\n${STEP}`)).toEqual([refused("the default of input `x`")]);
      expect(told(`${STEP}outputs: { x: ${written} }\n`)).toEqual([refused("output `x`")]);
      expect(told(withParams(`any: { a: [${written}] }`))).toEqual([refused("`any.a[0]` of `do.it`")]);
    },
  );

  it.each([
    "3.1",
    "1234",
    "-5",
    "true",
    "yes",
    "no",
    "on",
    "off",
    "1_000",
    "2026-12-01",
    "12:30",
    "0o8",
    "1.2.3",
    "0x",
  ])("%s stays what it is", (written) => {
    expect(told(`inputs: { x: ${written} }\n${withParams(`any: ${written}`)}outputs: { x: ${written} }\n`)).toEqual([]);
    const parsed = parse(`inputs: { x: ${written} }\n${STEP}`);
    expect(parsed.ok && String(parsed.value.inputs["x"]!.default)).toBe(written);
  });

  it("is a number in any form where nothing but a number is taken", () => {
    expect(told(withParams("count: 1.50"))).toEqual([]);
    expect(told("workflow: [{ id: a, action: do.it, timeout-minutes: 1.50 }]\n")).toEqual([]);
  });

  it("is warned about where the author says that it is a number", () => {
    expect(told(`inputs: { x: { type: number, default: 3.10 } }\n${STEP}`)).toEqual([
      'warning the default of input `x` is a number: 3.10 is read as 3.1 (write 3.1; for the text, `type: string` and "3.10")',
    ]);
    expect(told(`inputs: { x: { type: boolean, default: True } }\n${STEP}`)).toEqual([]);
  });

  it.each([
    [
      `inputs: { x: { type: string, default: 3.10 } }\n${STEP}`,
      "default of input `x` (string): expected a text, got the number 3.10",
    ],
    [
      `inputs: { x: [a, 3.10] }\n${STEP}`,
      "default of input `x` (list): in the list: expected a text, got the number 3.10",
    ],
    [
      `inputs: { x: { enum: ["3.10"], default: 3.10 } }\n${STEP}`,
      "default of input `x` (enum): expected a text, got the number 3.10",
    ],
    [
      `inputs: { x: { enum: [3.10] } }\n${STEP}`,
      "expected a text for an entry of `enum` of input `x`, got the number 3.10",
    ],
    [withParams("text: 3.10"), "`text` of `do.it`: expected a text, got the number 3.10"],
    [withParams("words: [python, 3.10]"), "`words[1]` of `do.it`: expected a text, got the number 3.10"],
    [
      "workflow: [{ id: a, action: do.it, env: { V: 3.10 } }]\n",
      "expected a text for `V` in `env` of step `a`, got the number 3.10",
    ],
    [
      `permissions: { shell: [[python, 3.10]] }\n${STEP}`,
      "expected a text for an entry of a command of `permissions.shell`, got the number 3.10",
    ],
  ])("is refused by the characters that are there where a text is expected: %s", (text, message) => {
    expect(told(text)).toEqual([expect.stringMatching(/put quotes around it: "3\.10"/)]);
    expect(told(text)[0]).toContain(message);
  });

  it("is refused by its digits when no number can be it", () => {
    expect(told(`inputs: { x: 9007199254740993 }\n${STEP}`)).toEqual([
      'error expected a number that can be kept exactly, got 9007199254740993 (put quotes around it to keep it as text: "9007199254740993")',
    ]);
    for (const written of ["1e400", "-.inf", ".nan", "1e-400", "0x20000000000000"])
      expect(told(`inputs: { x: ${written} }\n${STEP}`)).toEqual([expect.stringContaining(`got ${written} (`)]);
  });
});

it("a template that is not UTF-8 is refused with the place of the first byte, wherever it is", () => {
  const byte = "\udce9";
  expect(parse(`inputs: { x: caf${byte} }\n${STEP}`).diagnostics).toMatchObject([
    {
      code: "invalid-unicode",
      place: { line: 2, column: 17 },
      message: "expected text in UTF-8, got the byte 0xE9",
      hint: "save the file in the encoding UTF-8",
    },
  ]);
  expect(parse(`${STEP}# ${byte}`).ok).toBe(false);
  expect(parse(`${STEP}# é 𝄞 \ufffd`).ok).toBe(true);
});
