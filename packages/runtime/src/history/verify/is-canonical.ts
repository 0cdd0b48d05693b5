import { canonicalJson } from "@sdetkit/core";

/**
 * Whether a text is the RFC 8785 form of the value that was parsed from it. Faster than writing it again with
 * `canonicalJson`: numbers and text are written alike by JSON.stringify, only the order of names is left to look at.
 */
export function isCanonical(text: string, parsed: unknown): boolean {
  if (JSON.stringify(parsed) === text && isSorted(parsed) && text.isWellFormed()) return true;
  try {
    // Names that look like array indexes come back in another order than they were written.
    return canonicalJson(parsed) === text;
  } catch {
    return false;
  }
}

function isSorted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object" && !isSorted(item)) return false;
    return true;
  }
  let previous: string | null = null;
  for (const name in value) {
    if (previous !== null && name < previous) return false;
    previous = name;
    const child = (value as Record<string, unknown>)[name];
    if (typeof child === "object" && !isSorted(child)) return false;
  }
  return true;
}
