import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** What a schema expects where a value does not fit, as a noun; null where the issue's own message has to say it. */
export function expectedValue(issue: Issue): string | null {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "too_small":
      return `at least ${sizeOf(issue.minimum, issue.origin)}`;
    case "too_big":
      return `at most ${sizeOf(issue.maximum, issue.origin)}`;
    case "invalid_union":
      return "another kind of value";
    default:
      return null;
  }
}

const TYPES: { readonly [type: string]: string } = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

function sizeOf(size: number | bigint, origin: string): string {
  if (origin !== "string" && origin !== "array") return String(size);
  const [one, many] = origin === "string" ? ["character", "characters"] : ["entry", "entries"];
  return `${size} ${Number(size) === 1 ? one : many}`;
}
