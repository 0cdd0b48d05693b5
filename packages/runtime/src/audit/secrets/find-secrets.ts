import type { Pace } from "../../platform/pace.ts";
import type { Detection, Detector } from "./detector.ts";
import { findFormats } from "./formats/find-formats.ts";
import { keywordIndex } from "./keyword-index.ts";
import { type Candidate, withoutOverlaps } from "./without-overlaps.ts";

/** How much text is searched at once, in UTF-16 code units: between two such windows the event loop turns. */
const WINDOW = 64 * 1024;
/** What a detector may look at before a secret to know that it begins there. */
const BEFORE = 256;
/** The longest secret, a private key, with room: one that begins in a window is seen whole. */
const AFTER = 12 * 1024;

/** A place that a detector took for a secret, in offsets of the whole text. */
export interface Secret extends Detection {
  readonly detector: string;
  /** What else is known nearby, itself included, in order: whoever keeps the text around has to leave these out. */
  readonly near: readonly Detection[];
}

/**
 * Finds the secrets of a text in the order in which they begin. Time and memory grow with the length of the text alone: it is
 * searched in overlapping windows, and a secret counts in the window that it begins in. One that spans windows is found once.
 * One pass over the text looks for the keywords of all detectors and formats; only what has one nearby is asked.
 */
export async function* findSecrets(text: string, path: string, pace: Pace): AsyncGenerator<Secret> {
  /** Where the last secret of each detector ended: the middle of a secret is no second one. */
  const ends = new Map<string, number>();
  const hits = new KeywordHits(text);
  let before: readonly Candidate[] = [];
  for (let start = 0; start < text.length; start += WINDOW) {
    await pace.yieldIfDue();
    const from = Math.max(0, start - BEFORE);
    const whole = start === 0 && text.length <= WINDOW + AFTER;
    const to = whole ? text.length : Math.min(text.length, start + WINDOW + AFTER);
    const found = await searchWindow(text, path, { start, from, to }, hits, before);
    const near = [...before, ...found].sort((a, b) => a.from - b.from || b.to - a.to);
    for (const secret of found) {
      const key = `${secret.detector} ${secret.kind}`;
      if (secret.from < start || secret.from < (ends.get(key) ?? 0)) continue;
      if (secret.from >= start + WINDOW && !whole) continue;
      ends.set(key, secret.to);
      const { rank: _, ...rest } = secret;
      yield { ...rest, near };
    }
    if (whole) return;
    before = found;
  }
}

interface Window {
  /** Where the secrets that count begin. */
  readonly start: number;
  /** What may be looked at. */
  readonly from: number;
  readonly to: number;
}

async function searchWindow(
  text: string,
  path: string,
  { start, from, to }: Window,
  hits: KeywordHits,
  before: readonly Candidate[],
): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const asked = new Set<Detector>();
  const behind = Math.min(to, start + WINDOW + BEFORE);
  for (const hit of hits.between(from, to)) {
    const { detectors, formats, length } = keywordIndex().entries[hit.keyword]!;
    for (const detector of detectors) asked.add(detector);
    if (formats === undefined || hit.end <= start || hit.end > behind) continue;
    for (const { vendor, ...each } of findFormats(formats, text, hit.end - length, hit.end)) {
      found.push({ ...each, detector: vendor });
    }
  }
  if (asked.size > 0) {
    const window = from === 0 && to === text.length ? text : text.slice(from, to);
    for (const detector of asked) {
      for (const each of await detector.detect(window, path)) {
        found.push({
          ...each,
          from: each.from + from,
          to: each.to + from,
          detector: detector.name,
          rank: detector.rank,
        });
      }
    }
  }
  return withoutOverlaps(found, before).sort(
    (a, b) => a.from - b.from || a.to - b.to || (a.detector < b.detector ? -1 : 1),
  );
}

/** The places of keywords in a text, found as far as somebody asks. */
class KeywordHits {
  private readonly text: string;
  private readonly hits: { readonly keyword: number; readonly end: number }[] = [];
  private next = 0;
  private state = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Those that end in `(from, to]`. Earlier ones are forgotten: ask with offsets that never go back. */
  between(from: number, to: number): readonly { readonly keyword: number; readonly end: number }[] {
    if (to > this.next) {
      this.state = keywordIndex().scanner.scan(this.text, this.next, to, this.state, (keyword, end) =>
        this.hits.push({ keyword, end }),
      );
      this.next = to;
    }
    const first = this.hits.findIndex(({ end }) => end > from);
    this.hits.splice(0, first < 0 ? this.hits.length : first);
    return this.hits;
  }
}
