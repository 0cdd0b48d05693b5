import type { JsonObject } from "../json/json.ts";
import { type JsonRules, parseJson } from "../json/parse-json.ts";
import { parseTemplateRef, type TemplateRef } from "./template-ref.ts";

/** What a task text asks for. */
export type Task =
  | ({ readonly kind: "template" } & TemplateRef)
  | {
      readonly kind: "action";
      readonly name: string;
      readonly params: JsonObject;
      /** Where the parameters begin in the text, in UTF-16 code units. */
      readonly offset: number;
    }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "invalid"; readonly message: string; readonly hint: string; readonly column: number };

/** Far above any task a person types; below what could hurt. */
const MAX_TASK = 64 * 1024;
const WRITTEN_HERE: JsonRules = { numbers: "refuse", duplicates: "refuse", depth: 100 };

/** Reads `template:ID`, `template:builtin:ID`, `action NAME {json}` or free text. Columns are 1-based and count UTF-16 code units. */
export function parseTask(text: string): Task {
  const trimmed = text.trim();
  const indent = text.length - text.trimStart().length;
  if (trimmed === "") return invalid("the task is empty", 'give a task, for example "template:repo-health-audit"', 1);
  if (trimmed.length > MAX_TASK)
    return invalid(`the task is longer than ${MAX_TASK} characters`, "shorten it", MAX_TASK);
  if (trimmed.startsWith("template:")) {
    const name = trimmed.slice("template:".length).trim();
    if (name === "") return invalid("`template:` names no template", "write template:ID", 10);
    const ref = parseTemplateRef(name);
    const expected = "expected the id of a template, or builtin:ID for the one that comes with sdetkit";
    return ref === null
      ? invalid(`${expected}, got ${JSON.stringify(name)}`, "write template:ID or template:builtin:ID", indent + 10)
      : { kind: "template", ...ref };
  }
  const action = /^action\s+(?<name>[A-Za-z][\w-]*\.[\w.-]+)\s*(?<json>.*)$/s.exec(trimmed);
  if (!action?.groups) return { kind: "text", text: trimmed };
  const { name, json } = action.groups as { name: string; json: string };
  return parseActionTask(name, json, indent + trimmed.length - json.length + 1);
}

function parseActionTask(name: string, json: string, column: number): Task {
  if (json.trim() === "") return { kind: "action", name, params: {}, offset: column - 1 };
  const example = `write the parameters as one JSON object: action ${name} {"key": "value"}`;
  const parsed = parseJson(json, WRITTEN_HERE);
  if (!parsed.ok) {
    const { code, message, offset } = parsed.problem;
    const why = code === "malformed-json" ? "the parameters are not valid JSON" : `${code} in the parameters`;
    // What breaks off is shown where it begins: behind its end there is nothing to point at.
    return invalid(`${why}: ${message}`, example, column + (offset < json.length ? offset : 0));
  }
  const params = parsed.value;
  if (params === null || typeof params !== "object" || Array.isArray(params)) {
    return invalid("the parameters are not a JSON object", example, column);
  }
  return { kind: "action", name, params: params as JsonObject, offset: column - 1 };
}

function invalid(message: string, hint: string, column: number): Task {
  return { kind: "invalid", message, hint, column };
}
