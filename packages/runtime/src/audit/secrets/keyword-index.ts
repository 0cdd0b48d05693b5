import type { Detector } from "./detector.ts";
import { detectors } from "./detectors.ts";
import type { CompiledFormat } from "./formats/compiled-format.ts";
import { type KeywordFormats, splitByShape } from "./formats/find-formats.ts";
import { compiledFormats } from "./formats/registry.ts";
import { createKeywordScanner, type KeywordScanner } from "./keyword-scanner.ts";

/** Whom a keyword concerns. */
export interface KeywordEntry {
  /** Of the keyword, in UTF-16 code units. */
  readonly length: number;
  readonly detectors: readonly Detector[];
  readonly formats: KeywordFormats | undefined;
}

export interface KeywordIndex {
  readonly scanner: KeywordScanner;
  /** By the index that the scanner reports. */
  readonly entries: readonly KeywordEntry[];
}

let index: KeywordIndex | undefined;

/** The keywords of all detectors and formats. Built when it is first asked for: that takes some milliseconds. */
export function keywordIndex(): KeywordIndex {
  index ??= build();
  return index;
}

function build(): KeywordIndex {
  const byKeyword = new Map<string, { detectors: Detector[]; formats: CompiledFormat[] }>();
  const entryOf = (keyword: string) => {
    const known = byKeyword.get(keyword) ?? { detectors: [], formats: [] };
    byKeyword.set(keyword, known);
    return known;
  };
  for (const detector of detectors) for (const keyword of detector.keywords) entryOf(keyword).detectors.push(detector);
  for (const format of compiledFormats) for (const keyword of format.keywords) entryOf(keyword).formats.push(format);
  return {
    scanner: createKeywordScanner([...byKeyword.keys()]),
    entries: [...byKeyword].map(([keyword, { detectors, formats }]) => ({
      length: keyword.length,
      detectors,
      formats: formats.length > 0 ? splitByShape(formats) : undefined,
    })),
  };
}
