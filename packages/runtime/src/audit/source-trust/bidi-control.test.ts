import { expect, it } from "vitest";
import { createPace } from "../../platform/pace.ts";
import type { RawFinding } from "../finding.ts";
import type { FileRule } from "../rule.ts";
import { textFile } from "../text-file.ts";
import { bidiControl } from "./bidi-control.ts";

async function check(rule: FileRule, path: string, text: string): Promise<readonly RawFinding[]> {
  const pace = createPace(new AbortController().signal);
  return Array.fromAsync(rule.check(textFile({ path, bytes: text.length }, text), pace));
}

it("finds each of the nine characters, with line and column, once a line", async () => {
  for (const code of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]) {
    const character = String.fromCharCode(code);
    const found = await check(bidiControl, "a.ts", `ok\nab${character}c${character}\n`);
    expect(found).toMatchObject([{ line: 2, column: 3 }]);
    expect(found[0]?.message).toContain(`U+${code.toString(16).toUpperCase()}`);
    expect(found[0]?.message).not.toContain(character);
  }
});

it("leaves right-to-left text, marks and joiners alone", async () => {
  expect(await check(bidiControl, "a.ts", "שלום \u200e\u200f\u200d\u2065\u206a\u202f\u2029")).toEqual([]);
});

it("is a warning in prose and translations", async () => {
  expect(await check(bidiControl, "docs/a.md", "\u202e")).toMatchObject([{ severity: "warning" }]);
  expect(await check(bidiControl, "src/locales/he.json", "\u2067")).toMatchObject([{ severity: "warning" }]);
});
