import { createRedactor } from "@sdetkit/runtime";

const redactor = createRedactor({ secrets: [] });

/** Whether a text holds no credential of a known shape. */
export function isClean(text: string): boolean {
  return redactor.text(text) === text;
}

/** As JSON writes what PostgreSQL has no text for: NUL, and halves of characters. */
const NO_TEXT = /\\u(?:0000|d[89a-f])/;

/** A value as JSON text for a `jsonb` column: without credentials of a known shape, and without what PostgreSQL has no text for. */
export function cleanJson(value: unknown): string {
  const redacted = redactor.json(value);
  const text = JSON.stringify(redacted);
  if (!NO_TEXT.test(text)) return text;
  return JSON.stringify(redacted, (_, part) =>
    typeof part === "string" ? part.toWellFormed().replaceAll("\0", "\ufffd") : part,
  );
}

/** A line about what went wrong, without credentials of a known shape. */
export function cleanProblem(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return redactor.text(text).toWellFormed().replaceAll("\0", "\ufffd").slice(0, 1_000);
}
