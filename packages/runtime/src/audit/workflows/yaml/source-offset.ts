import type { YamlScalar } from "./yaml-node.ts";

const SPACE = /\s/;

/** How much of a file may stand for one character: an escape of YAML is at most ten long. */
const LONGEST_ESCAPE = 12;

const alignments = new WeakMap<YamlScalar, Uint32Array>();

/**
 * Where a character of a scalar's text stands in the file. Indentation, folding and doubled quotes are walked over; an
 * escape such as `\x41` gives a place shortly before. An alias has its own place only.
 */
export function sourceOffset(source: string, scalar: YamlScalar, index: number): number {
  if (scalar.aliased) return scalar.start;
  if (scalar.style === "plain" && scalar.end - scalar.start === scalar.text.length) return scalar.start + index;
  let alignment = alignments.get(scalar);
  if (!alignment) {
    alignment = align(source, scalar);
    alignments.set(scalar, alignment);
  }
  return alignment[Math.min(index, alignment.length - 1)] ?? scalar.start;
}

/** The offset in the file of every character, found in one walk over both. */
function align(source: string, scalar: YamlScalar): Uint32Array {
  const offsets = new Uint32Array(scalar.text.length);
  const limit = Math.max(scalar.start, scalar.end - 1);
  let at = contentStart(source, scalar);
  for (let index = 0; index < offsets.length; index++) {
    const character = scalar.text[index] as string;
    offsets[index] = Math.min(at, limit);
    if (SPACE.test(character)) {
      if (SPACE.test(source[at] ?? "")) at++;
      continue;
    }
    while (at < scalar.end && SPACE.test(source[at] as string)) at++;
    const end = Math.min(scalar.end, at + LONGEST_ESCAPE);
    let found = at;
    while (found < end && source[found] !== character) found++;
    if (found === end) continue;
    offsets[index] = found;
    at = found + 1;
  }
  return offsets;
}

function contentStart(source: string, scalar: YamlScalar): number {
  if (scalar.style === "quoted") return scalar.start + 1;
  if (scalar.style === "plain") return scalar.start;
  const lineEnd = source.indexOf("\n", scalar.start);
  return lineEnd < 0 || lineEnd >= scalar.end ? scalar.start : lineEnd + 1;
}
