import { createRedactor } from "@sdetkit/runtime";

const redactor = createRedactor({ secrets: [] });

/** A value as JSON text for a `jsonb` column: without credentials of a known shape, and without what PostgreSQL has no text for (NUL, halves of characters). */
export function cleanJson(value: unknown): string {
  return JSON.stringify(redactor.json(value), (_, part) =>
    typeof part === "string" ? part.toWellFormed().replaceAll("\0", "\ufffd") : part,
  );
}

/** A line about what went wrong, without credentials of a known shape. */
export function cleanProblem(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return redactor.text(text).toWellFormed().replaceAll("\0", "\ufffd").slice(0, 1_000);
}
