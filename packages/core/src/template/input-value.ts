import type { Json } from "../json/json.ts";
import { compilePattern } from "../pattern/safe-pattern.ts";
import { excerpt } from "../text/excerpt.ts";
import { nearest } from "../text/nearest.ts";
import type { InputSpec } from "./model.ts";

/** Why a value does not fit an input: what was expected and got, and what to do. */
export interface InputProblem {
  readonly message: string;
  readonly hint: string;
}

const MAX_TEXT = 64 * 1024;
const MAX_ITEMS = 1_000;

/** The first thing that makes a value unfit for an input of this type, pattern and enum; null when it fits. */
export function inputProblem(spec: Pick<InputSpec, "type" | "pattern" | "enum">, value: Json): InputProblem | null {
  switch (spec.type) {
    case "number":
      return typeof value === "number" && Number.isFinite(value)
        ? null
        : mismatch("a number", value, "write for example 3 or 0.5");
    case "boolean":
      return typeof value === "boolean" ? null : mismatch("true or false", value, "write true or false");
    case "list": {
      if (!Array.isArray(value)) return mismatch("a list of texts", value, "write [a, b]");
      if (value.length > MAX_ITEMS)
        return { message: `expected at most ${MAX_ITEMS} items, got ${value.length}`, hint: "give fewer" };
      for (const item of value as readonly Json[]) {
        const problem = textProblem(spec, item);
        if (problem) return { message: `in the list: ${problem.message}`, hint: problem.hint };
      }
      return null;
    }
    case "string":
    case "enum":
      return textProblem(spec, value);
  }
}

function textProblem(spec: Pick<InputSpec, "pattern" | "enum">, value: Json): InputProblem | null {
  if (typeof value !== "string") return mismatch("a text", value, "put quotes around it");
  if (value.length > MAX_TEXT)
    return { message: `expected at most ${MAX_TEXT} characters, got ${value.length}`, hint: "shorten it" };
  if (!value.isWellFormed() || value.includes("\0")) {
    return { message: "expected a text without NUL or lone surrogates", hint: "remove them" };
  }
  if (spec.enum && !spec.enum.includes(value)) {
    const near = nearest(value, spec.enum);
    return mismatch(
      `one of ${spec.enum.map((word) => `"${excerpt(word)}"`).join(", ")}`,
      value,
      near ? `did you mean "${near}"?` : "choose one of them",
    );
  }
  if (spec.pattern !== undefined) {
    const pattern = compilePattern(spec.pattern);
    if ("test" in pattern && !pattern.test(value)) {
      return mismatch(`a text that matches \`${spec.pattern}\` as a whole`, value, "change the value, or the pattern");
    }
  }
  return null;
}

function mismatch(expected: string, value: Json, hint: string): InputProblem {
  return { message: `expected ${expected}, got ${describeJson(value)}`, hint };
}

/** What a JSON value is, for messages. */
function describeJson(value: Json | undefined): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return `the text "${excerpt(value)}"`;
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a map";
  return typeof value === "number" ? `the number ${value}` : String(value);
}
