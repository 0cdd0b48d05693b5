import type { DiagnosticCode } from "../diagnostic/catalogue.ts";
import type { Diagnostic, Place } from "../diagnostic/diagnostic.ts";
import { Findings } from "../diagnostic/findings.ts";
import type { Json, JsonObject } from "../json/json.ts";
import { keepsNumber } from "../json/keeps-number.ts";
import { type JsonRules, parseJson } from "../json/parse-json.ts";
import { excerpt } from "../text/excerpt.ts";
import { nameHint } from "../text/nearest.ts";
import { inputProblem } from "./input-value.ts";
import type { InputSpec, Template } from "./model.ts";

/** The values of every declared input, or what is wrong with those given. */
export type ResolvedInputs =
  | { readonly ok: true; readonly inputs: JsonObject }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Fits given values to a template's inputs: text becomes the declared type (a list is `a,b` or a JSON list), defaults are
 * filled in, an optional input without a default is null. Diagnostics point at the declaration in the template, and name the
 * input where it was given.
 */
export function resolveInputs(
  template: Pick<Template, "inputs" | "source">,
  values: { readonly [name: string]: Json },
): ResolvedInputs {
  const findings = new Findings(template.source.file);
  const names = Object.keys(template.inputs);
  for (const name of Object.keys(values)) {
    if (Object.hasOwn(template.inputs, name)) continue;
    const hint = nameHint(name, names, "the template has no inputs");
    const place: Place = Object.values(template.inputs)[0]?.place ?? { line: 1, column: 1, length: 1 };
    findings.error("unknown-input", place, `expected an input of the template, got \`${excerpt(name)}\``, hint, {
      input: name,
    });
  }
  const inputs: [string, Json][] = [];
  for (const [name, spec] of Object.entries(template.inputs)) {
    const given = Object.hasOwn(values, name);
    const report = (code: DiagnosticCode, message: string, hint: string) =>
      findings.error(code, spec.place, message, hint, given ? { input: name } : {});
    if (!given) {
      if (spec.default === undefined && spec.required) {
        const what = spec.description ? `: ${excerpt(spec.description)}` : "";
        report(
          "missing-input",
          `expected a value for input \`${name}\` (${spec.type}), got none`,
          `give it with --set ${name}=…${what}`,
        );
      } else inputs.push([name, spec.default ?? null]);
      continue;
    }
    const inexact = inexactIn(values[name]!, spec);
    if (inexact !== null) {
      report(
        "number-out-of-range",
        `input \`${name}\`: expected a number that can be kept exactly, got ${excerpt(inexact)}`,
        "give a whole number within ±9007199254740991; an input of type string keeps any digits",
      );
      continue;
    }
    const value = convert(values[name]!, spec);
    const problem = inputProblem(spec, value);
    if (problem) report("input-mismatch", `input \`${name}\`: ${problem.message}`, problem.hint);
    else inputs.push([name, value]);
  }
  return findings.hasErrors
    ? { ok: false, diagnostics: findings.list() }
    : { ok: true, inputs: Object.fromEntries(inputs) };
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const LIST: JsonRules = { numbers: "refuse", duplicates: "refuse", depth: 32 };

/** The number that a given value would have to be, and cannot be kept as; null when there is none. */
function inexactIn(value: Json, { type }: InputSpec): string | null {
  if (typeof value === "number") return keepsNumber(String(value), value) ? null : String(value);
  if (type !== "number" || typeof value !== "string") return null;
  const text = value.trim();
  return isNumber(text) && !keepsNumber(text, Number(text)) ? text : null;
}

/** What is infinite to a double is no number here, and refused as the text that it is. */
function isNumber(text: string): boolean {
  return NUMBER.test(text) && Number.isFinite(Number(text));
}

/** Text as the declared type where it clearly means a value of that type; anything else stays as it is, to be refused. */
function convert(value: Json, { type }: InputSpec): Json {
  if (typeof value !== "string") return value;
  const text = value.trim();
  switch (type) {
    case "number":
      return isNumber(text) ? Number(text) + 0 : value;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : value;
    case "list":
      return toList(text);
    case "string":
    case "enum":
      return value;
  }
}

function toList(text: string): Json {
  if (text === "") return [];
  if (!text.startsWith("[")) return text.split(",").map((item) => item.trim());
  const parsed = parseJson(text, LIST);
  return parsed.ok ? parsed.value : text;
}
