import { createRedactor } from "@sdetkit/runtime";

const redactor = createRedactor({ secrets: [] });

/** Whether a text holds no credential of a known shape. */
export function isClean(text: string): boolean {
  return redactor.text(text) === text;
}

/** A value as JSON text for a `jsonb` column: without credentials of a known shape, and without what PostgreSQL has no text for (NUL, halves of characters). */
export function cleanJson(value: unknown): string {
  const texts: string[] = [];
  gather(value, texts);
  // Most values hold nothing of it: one look at all their texts costs a small part of one at each.
  const all = texts.join("\n");
  if (all.isWellFormed() && !all.includes("\0") && isClean(all)) return JSON.stringify(value);
  return JSON.stringify(redactor.json(value), (_, part) =>
    typeof part === "string" ? part.toWellFormed().replaceAll("\0", "\ufffd") : part,
  );
}

/** Every text and name in a JSON value. */
function gather(value: unknown, texts: string[]): void {
  if (typeof value === "string") texts.push(value);
  else if (Array.isArray(value)) for (const part of value) gather(part, texts);
  else if (typeof value === "object" && value !== null)
    for (const [name, part] of Object.entries(value)) {
      texts.push(name);
      gather(part, texts);
    }
}

/** A line about what went wrong, without credentials of a known shape. */
export function cleanProblem(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return redactor.text(text).toWellFormed().replaceAll("\0", "\ufffd").slice(0, 1_000);
}
