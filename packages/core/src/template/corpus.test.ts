import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sampleActions } from "../../corpus/actions.ts";
import { DIAGNOSTICS } from "../diagnostic/catalogue.ts";
import type { Checked, Diagnostic } from "../diagnostic/diagnostic.ts";
import { renderDiagnostics } from "../diagnostic/render-diagnostics.ts";
import type { Hashing, Sha256 } from "../digest/sha256.ts";
import type { Template } from "./model.ts";
import { parseTemplate } from "./parse-template.ts";

const hashing: Hashing = {
  hex: (data) => createHash("sha256").update(data).digest("hex") as Sha256,
  bytes: (data) => createHash("sha256").update(data).digest(),
};
const corpus = new URL("../../corpus/", import.meta.url);
const parse = (text: string): Checked<Template> =>
  parseTemplate({ origin: "workspace", file: "x.yaml", text }, { actions: sampleActions, hashing });

function expectUsefulErrors(text: string): readonly Diagnostic[] {
  const result = parse(text);
  expect(result.ok).toBe(false);
  expect(result.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
  const lines = text.length > 1_000_000 ? [text.slice(0, 100)] : text.split("\n");
  for (const { code, place, message, hint } of result.diagnostics) {
    expect(Object.keys(DIAGNOSTICS)).toContain(code);
    expect(place.line).toBeGreaterThanOrEqual(1);
    expect(place.line).toBeLessThanOrEqual(lines.length);
    expect(place.column).toBeGreaterThanOrEqual(1);
    expect(place.column).toBeLessThanOrEqual(lines[place.line - 1]!.length + 1);
    expect(place.length).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe("");
    expect(hint).not.toBe("");
    expect(message.length + hint.length).toBeLessThan(900);
  }
  return result.diagnostics;
}

const brokenNames = readdirSync(new URL("broken/", corpus)).sort();
/** The corpus writes a character that would hide text from its readers as `{U+202E}`. */
const brokenText = (name: string): string =>
  readFileSync(new URL(`broken/${name}`, corpus), "utf8").replaceAll("{U+202E}", "\u202e");
const found = new Map(brokenNames.map((name) => [name, expectUsefulErrors(brokenText(name))]));

test("every broken template of the corpus is refused with a place and a hint, where and why as recorded", async () => {
  expect(found.size).toBeGreaterThanOrEqual(60);
  const recorded = [...found].map(([name, diagnostics]) => {
    const lines = diagnostics.map(
      ({ code, place, message }) => `  ${place.line}:${place.column}+${place.length} ${code}: ${message}`,
    );
    return [name, ...lines.slice(0, 6), ...(lines.length > 6 ? [`  … ${lines.length} in all`] : [])].join("\n");
  });
  await expect(`${recorded.join("\n")}\n`).toMatchFileSnapshot(new URL("broken.expected.txt", corpus).pathname);
});

test("every code of the catalogue that a template can cause is caused by the corpus", () => {
  const caused = new Set([...found.values()].flat().map(({ code }) => code));
  const elsewhere = [
    "file-too-large",
    "required-default",
    "too-many",
    "unknown-input",
    "missing-input",
    "input-mismatch",
  ];
  expect(Object.keys(DIAGNOSTICS).filter((code) => !caused.has(code) && !elsewhere.includes(code))).toEqual([]);
});

test("good templates of the corpus have no diagnostics", () => {
  for (const name of readdirSync(new URL("good/", corpus))) {
    expect(parse(readFileSync(new URL(`good/${name}`, corpus), "utf8"))).toMatchObject({ ok: true, diagnostics: [] });
  }
});

/** Characters of each bomb: the limit of a file is 64 Ki. */
const bulk = Number(process.env["SDETKIT_BOMB"] ?? 8_000);
const full = (unit: string) => unit.repeat(Math.floor(bulk / unit.length));
test.each<[string, string]>([
  ["ten megabytes of text", `a: ${"x".repeat(10_000_000)}`],
  ["ten megabytes of lines", "a: b\n".repeat(2_000_000)],
  ["ten megabytes of brackets", "[".repeat(10_000_000)],
  ["brackets", full("[")],
  ["closing brackets", full("]")],
  ["braces", full("{")],
  ["commas", `[${full(",")}`],
  ["dashes", full("- ")],
  ["question marks", full("? ")],
  ["colons", full("a: ")],
  ["quotes", full('"')],
  ["percent signs", full("%\n")],
  ["documents", full("---\n")],
  ["anchors", full("&a ")],
  ["aliases", full("- *a\n")],
  ["tags", full("!x ")],
  ["line feeds", full("\n")],
  ["NULs", full("\0")],
  ["escape characters", full("\u001b[")],
  ["lone surrogates", full("\ud800")],
  ["keys", Array.from({ length: bulk / 10 }, (_, index) => `k${index}: 1\n`).join("")],
  ["equal keys", full("k: 1\n")],
  ["unclosed expressions", `outputs: { x: '${full("${{")}' }`],
  ["empty expressions", `outputs: { x: '${full("${{}}")}' }`],
])("a bomb of %s is refused", (_, text) => {
  const diagnostics = expectUsefulErrors(text);
  expect(diagnostics.length).toBeLessThanOrEqual(101);
  expect(JSON.stringify(renderDiagnostics(diagnostics, new Map([["x.yaml", text]]))).length).toBeLessThan(200_000);
});
