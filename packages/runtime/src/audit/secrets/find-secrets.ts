import type { Pace } from "../../platform/pace.ts";
import type { Detection, Detector } from "./detector.ts";
import { findEncoded } from "./find-encoded.ts";
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
export interface Secret extends Candidate {
  /** What else is known nearby, itself included, in order: whoever keeps the text around has to leave these out. */
  readonly near: readonly Detection[];
}

/**
 * Finds the secrets of a text in the order in which they begin. Time and memory grow with the length of the text alone: it is
 * searched in overlapping windows, and a secret counts in the window that it begins in. One that spans windows is found once.
 * One pass over the text looks for the keywords of all detectors and formats; only what has one nearby is asked. What is Base64
 * of a text is looked into once.
 */
export async function* findSecrets(text: string, path: string, pace: Pace): AsyncGenerator<Secret> {
  /** Where the last secret of each detector ended: the middle of a secret is no second one. */
  const ends = new Map<string, number>();
  const source = { text, path };
  const hits = new KeywordHits(text);
  let before: readonly Candidate[] = [];
  for (let start = 0; start < text.length; start += WINDOW) {
    await pace.yieldIfDue();
    const from = Math.max(0, start - BEFORE);
    const whole = start === 0 && text.length <= WINDOW + AFTER;
    const to = whole ? text.length : Math.min(text.length, start + WINDOW + AFTER);
    const window = { start, from, to };
    const candidates = [...candidatesIn(source, window, hits), ...encodedIn(source, window)];
    const found = withoutOverlaps(candidates, before).sort(
      (a, b) => a.from - b.from || a.to - b.to || (a.detector < b.detector ? -1 : 1),
    );
    const near = [...before, ...found].sort((a, b) => a.from - b.from || b.to - a.to);
    for (const secret of found) {
      const key = `${secret.detector} ${secret.kind}`;
      if (secret.from < start || secret.from < (ends.get(key) ?? 0)) continue;
      if (secret.from >= start + WINDOW && !whole) continue;
      ends.set(key, secret.to);
      yield { ...secret, near };
    }
    if (whole) return;
    before = found;
  }
}

interface Source {
  readonly text: string;
  readonly path: string;
}

interface Window {
  /** Where the secrets that count begin. */
  readonly start: number;
  /** What may be looked at. */
  readonly from: number;
  readonly to: number;
}

function candidatesIn(source: Source, { start, from, to }: Window, hits: KeywordHits): Candidate[] {
  const found: Candidate[] = [];
  const asked = new Set<Detector>();
  const behind = Math.min(to, start + WINDOW + BEFORE);
  for (const hit of hits.between(from, to)) {
    const { detectors, formats, length } = keywordIndex().entries[hit.keyword]!;
    for (const detector of detectors) asked.add(detector);
    if (formats === undefined || hit.end <= start || hit.end > behind) continue;
    for (const { vendor, ...each } of findFormats(formats, source, hit.end - length, hit.end)) {
      found.push({ ...each, detector: vendor });
    }
  }
  if (asked.size === 0) return found;
  const window = from === 0 && to === source.text.length ? source.text : source.text.slice(from, to);
  for (const { name: detector, rank, detect } of asked) {
    for (const each of detect(window, source.path)) {
      found.push({ ...each, from: each.from + from, to: each.to + from, detector, rank });
    }
  }
  return found;
}

/** Secrets one level deep: the place is that of the whole encoded text. */
function encodedIn({ text, path }: Source, { start, from, to }: Window): Candidate[] {
  const found: Candidate[] = [];
  for (const { plain, ...place } of findEncoded(text, from, Math.min(to, start + WINDOW))) {
    const inner = candidatesIn({ text: plain, path }, { start: 0, from: 0, to: plain.length }, new KeywordHits(plain));
    const [first] = withoutOverlaps(inner, []);
    if (first) found.push({ ...first, ...place, rank: "form" });
  }
  return found;
}

interface KeywordHit {
  readonly keyword: number;
  readonly end: number;
}

/** The places of keywords in a text, found as far as somebody asks. */
class KeywordHits {
  private readonly text: string;
  private readonly hits: KeywordHit[] = [];
  private next = 0;
  private state = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Those that end behind `from`, as far as `to`. Earlier ones are forgotten: ask with offsets that never go back. */
  between(from: number, to: number): readonly KeywordHit[] {
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
