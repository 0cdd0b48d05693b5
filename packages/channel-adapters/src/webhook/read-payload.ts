import { type Json, type JsonRules, parseJson } from "@sdetkit/core";

/** Of a name that is there twice one value would be dropped without a word. */
const RULES: JsonRules = { numbers: "text", duplicates: "refuse", depth: 64 };

/** An event's payload, or why it is not taken. */
export type ReadPayload = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly why: string };

/**
 * Reads the body of an event so that every value stays what was written: a name that is there twice is refused, and so are NUL and halves
 * of characters, for which PostgreSQL has no text. A number that no double holds is a text with its digits.
 */
export function readPayload(text: string): ReadPayload {
  const parsed = parseJson(text.replace(/^\ufeff/, ""), RULES);
  if (!parsed.ok) {
    const { code, message, place } = parsed.problem;
    if (code !== "duplicate-key") return { ok: false, why: "the body is not JSON, or nested too deeply" };
    return { ok: false, why: `${message}, at line ${place.line}, column ${place.column}` };
  }
  if (isKept(parsed.value)) return parsed;
  return { ok: false, why: "text in the body contains NUL or a lone surrogate, which cannot be stored" };
}

function isKept(value: Json): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, each]) => isKept(name) && isKept(each as Json));
}
