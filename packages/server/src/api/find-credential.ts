import { createRedactor } from "@sdetkit/runtime";
import type { BodyCredentials } from "./types.ts";

const redactor = createRedactor({ secrets: [] });

/**
 * The first text or name in a body that holds a credential of a known shape and would be kept, and shown to people, as it is.
 * Null when there is none.
 * @param allowed where the operation says that one may be. A body that it does not have may hold none.
 */
export function findCredential(
  body: unknown,
  allowed: BodyCredentials = "refused",
): { readonly pointer: string; readonly detail: string } | null {
  if (allowed === "handled") return null;
  return find(body, "", allowed === "refused" ? undefined : allowed.sealed);
}

const DETAIL = "expected no credential here, found what looks like one: this value is stored and shown";

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
