import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Diagnostic } from "@sdetkit/core";
import { decodeUtf8 } from "@sdetkit/runtime";

/**
 * The texts that diagnostics point into, so that the line can be shown; what cannot be read (standard input, a file gone
 * since) is left out. `folder`: what relative names count from; `known`: texts that are at hand already.
 */
export async function readSources(
  diagnostics: readonly Diagnostic[],
  folder: string,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, string>> {
  const sources = new Map(known);
  for (const file of new Set(diagnostics.map((each) => each.file))) {
    if (sources.has(file)) continue;
    const text = await readFile(resolve(folder, file)).then(decodeUtf8, () => null);
    if (text !== null) sources.set(file, text);
  }
  return sources;
}
