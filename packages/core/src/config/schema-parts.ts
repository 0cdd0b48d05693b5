import { ARGV_PLACEHOLDERS } from "../action/argv-pattern.ts";
import type { Json, JsonObject } from "../json/json.ts";

/** What an environment variable may be called. */
export const ENV_NAME = {
  pattern: /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
  code: "invalid-id",
  expected: "the name of an environment variable",
  hint: "write letters, digits and _, and begin with no digit",
} as const;

/** A schema with a description for editors to show. */
export function described(description: string, schema: JsonObject): JsonObject {
  return { description, ...schema };
}

/** An object with exactly these keys. */
export function object(properties: { readonly [name: string]: Json }, required: readonly string[]): JsonObject {
  return { type: "object", properties, additionalProperties: false, ...(required.length > 0 ? { required } : {}) };
}

/** A list of one kind of thing. */
export function list(items: JsonObject): JsonObject {
  return { type: "array", items };
}

/** A text that is not blank. */
export function text(maxLength: number): JsonObject {
  return { type: "string", pattern: "\\S", maxLength };
}

/** A root that may be written to: relative, without `..` and backslashes. */
export const writeRoot: JsonObject = {
  type: "string",
  minLength: 1,
  not: { pattern: "(^|/)\\.\\.(/|$)|\\\\|^/|^output:|^[A-Za-z]:[\\\\/]" },
};

/** A command pattern: the program, then words and placeholders. */
export const argvPattern: JsonObject = {
  description: `Words of a command: exact text; ${ARGV_PLACEHOLDERS.join(" ")}, alone or as --option=<word>; ... as the last word: anything may follow.`,
  type: "array",
  minItems: 1,
  items: [{ type: "string", minLength: 1, not: { pattern: "^(.*<[^>]*>|\\.\\.\\.)$" } }],
  additionalItems: {
    type: "string",
    minLength: 1,
    anyOf: [
      { not: { pattern: `^<.*>$|${ARGV_PLACEHOLDERS.join("|")}` } },
      { pattern: `^(--?[A-Za-z0-9][A-Za-z0-9_.-]*=)?(${ARGV_PLACEHOLDERS.join("|")})$` },
    ],
  },
};

/** The name of an environment variable. */
export const ENV_NAME_SCHEMA: JsonObject = { type: "string", pattern: ENV_NAME.pattern.source };
