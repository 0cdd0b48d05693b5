import type { YamlScalar } from "./yaml-node.ts";

const SPACE = /\s/;

/**
 * Where a character of a scalar's text stands in the file. Indentation, folding and doubled quotes are walked over; an
 * escape such as `\x41` gives a place shortly before. An alias has its own place only.
 */
export function sourceOffset(source: string, scalar: YamlScalar, index: number): number {
  if (scalar.aliased) return scalar.start;
  if (scalar.style === "plain" && !source.slice(scalar.start, scalar.end).includes("\n")) return scalar.start + index;
  let at = contentStart(source, scalar);
  let last = at;
  for (let each = 0; each <= index && each < scalar.text.length; each++) {
    const character = scalar.text[each] as string;
    if (SPACE.test(character)) {
      if (SPACE.test(source[at] ?? "")) last = at++;
      continue;
    }
    let found = at;
    while (found < scalar.end && source[found] !== character) found++;
    if (found >= scalar.end) continue;
    last = found;
    at = found + 1;
  }
  return Math.min(last, Math.max(scalar.start, scalar.end - 1));
}

function contentStart(source: string, scalar: YamlScalar): number {
  if (scalar.style === "quoted") return scalar.start + 1;
  if (scalar.style === "plain") return scalar.start;
  const lineEnd = source.indexOf("\n", scalar.start);
  return lineEnd < 0 || lineEnd >= scalar.end ? scalar.start : lineEnd + 1;
}
