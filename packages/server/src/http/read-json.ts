import { type JsonRules, parseJson } from "@sdetkit/core";
import { problem } from "../api/problems.ts";
import { HttpProblem } from "./http-problem.ts";

/** A caller can write its request otherwise, so nothing in it is guessed. 32: more than any request needs. */
const RULES: JsonRules = { numbers: "refuse", duplicates: "refuse", depth: 32 };

const UNREADABLE = "expected JSON in UTF-8, cannot read the body as such";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Whether a body of this type is JSON: `application/json`, in UTF-8 where it says. */
export function isJson(contentType: string | null): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? "");
}

/** Reads JSON (RFC 8259). Problems `malformed-json`, `too-deep`, `duplicate-key`, `number-out-of-range`, each with its place. */
export function readJson(body: Uint8Array): unknown {
  const text = decode(body);
  const parsed = parseJson(text, RULES);
  if (parsed.ok) return parsed.value;
  const { code, message, place } = parsed.problem;
  const what = code === "malformed-json" ? UNREADABLE : message;
  throw new HttpProblem(problem(code, `${what}, at line ${place.line}, column ${place.column}`));
}

function decode(body: Uint8Array): string {
  try {
    return decoder.decode(body);
  } catch {
    throw new HttpProblem(problem("malformed-json", UNREADABLE));
  }
}
