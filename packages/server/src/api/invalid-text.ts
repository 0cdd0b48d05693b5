/** Names that mean something to the language this runs in. */
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The first text or name in a JSON value that could not be kept as it came: NUL and halves of characters, which PostgreSQL and
 * UTF-8 do not have. Null when there is none. The depth of the value was limited before.
 */
export function findInvalidText(
  value: unknown,
  pointer = "",
): { readonly pointer: string; readonly detail: string } | null {
  if (typeof value === "string") {
    return storable(value) ? null : { pointer, detail: "expected text without NUL and lone surrogates" };
  }
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (!storable(key) || FORBIDDEN.has(key))
      return { pointer, detail: "expected names without NUL that are not reserved" };
    const found = findInvalidText(inner, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    if (found) return found;
  }
  return null;
}

function storable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
