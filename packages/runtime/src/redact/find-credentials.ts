import { KNOWN_SHAPES } from "./known-shapes.ts";
import type { Span } from "./spans.ts";

/** A place that looks like a credential to everybody. */
export interface Credential extends Span {
  /** Which one, as a message says it: `a GitHub token`. */
  readonly shape: string;
  /** True: likely a placeholder, an ordinary word, or prose. See `KnownShape.harmless`. */
  readonly harmless: boolean;
}

/** Finds credentials of a known shape. They may overlap. */
export function findCredentials(text: string): Credential[] {
  const found: Credential[] = [];
  for (const { name, pattern, anchor, harmless } of KNOWN_SHAPES) {
    if (anchor !== undefined && !text.includes(anchor)) continue;
    for (const match of text.matchAll(pattern)) {
      const from = match.index + (match[1] as string).length;
      const to = match.index + match[0].length;
      found.push({ shape: name, from, to, harmless: harmless?.(text.slice(from, to)) ?? false });
    }
  }
  return found;
}
