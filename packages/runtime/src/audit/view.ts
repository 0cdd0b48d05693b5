import type { TextFile } from "./rule.ts";

/**
 * A view of a file that several rules share, such as its parsed form: made when the first of them asks, kept as long as the file. A view that
 * throws is not kept.
 */
export function view<T>(make: (file: TextFile) => T): (file: TextFile) => T {
  const made = new WeakMap<TextFile, { readonly value: T }>();
  return (file) => {
    const known = made.get(file);
    if (known) return known.value;
    const value = make(file);
    made.set(file, { value });
    return value;
  };
}
