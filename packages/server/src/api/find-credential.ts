import { createRedactor } from "@sdetkit/runtime";
import type { OperationId } from "./routes.ts";

const redactor = createRedactor({ secrets: [] });

/** Operations that are given texts with credentials in them: they take them out, keep nothing, or refuse in words of their own. */
const ALLOWED: ReadonlySet<OperationId> = new Set([
  "runs.start",
  "runs.plan",
  "schedules.create",
  "templates.put",
  "channels.rehearse",
]);

/** Where credentials belong: what is there is sealed at once, or compared and forgotten. */
const SEALED: { readonly [id in OperationId]?: string } = { "channels.add": "/secrets", "tokens.claim": "/holder" };

/**
 * The first text or name in a body that holds a credential of a known shape and would be kept, and shown to people, as it is.
 * Null when there is none. New operations are held to it unasked.
 */
export function findCredential(
  id: OperationId,
  body: unknown,
): { readonly pointer: string; readonly detail: string } | null {
  return ALLOWED.has(id) ? null : find(body, "", SEALED[id]);
}

const DETAIL = "expected no credential here, found what looks like one: what is here is kept and shown";

function find(value: unknown, pointer: string, sealed: string | undefined): ReturnType<typeof findCredential> {
  if (pointer === sealed) return null;
  if (typeof value === "string") return holdsCredential(value) ? { pointer, detail: DETAIL } : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    // Its name is not repeated.
    if (holdsCredential(name)) return { pointer, detail: DETAIL };
    const found = find(inner, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, sealed);
    if (found) return found;
  }
  return null;
}

/** Whether a text holds a credential of a known shape. */
export function holdsCredential(text: string): boolean {
  return redactor.text(text) !== text;
}
