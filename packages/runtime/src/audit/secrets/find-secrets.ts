import type { Pace } from "../../platform/pace.ts";
import type { Detection, Detector } from "./detector.ts";
import { detectors } from "./detectors.ts";

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
 */
export async function* findSecrets(text: string, path: string, pace: Pace): AsyncGenerator<Secret> {
  /** Where the last secret of each detector ended: the middle of a secret is no second one. */
  const ends = new Map<string, number>();
  let before: readonly Detection[] = [];
  for (let start = 0; start < text.length; start += WINDOW) {
    await pace.yieldIfDue();
    const from = Math.max(0, start - BEFORE);
    const whole = start === 0 && text.length <= WINDOW + AFTER;
    const window = whole ? text : text.slice(from, start + WINDOW + AFTER);
    const found = await searchWindow(window, path, from);
    const near = [...before, ...found].sort((a, b) => a.from - b.from || b.to - a.to);
    for (const secret of found) {
      const key = `${secret.detector.name} ${secret.kind}`;
      if (secret.from < start || secret.from < (ends.get(key) ?? 0)) continue;
      if (secret.from >= start + WINDOW && !whole) continue;
      ends.set(key, secret.to);
      yield { ...secret, detector: secret.detector.name, near };
    }
    if (whole) return;
    before = found;
  }
}

async function searchWindow(
  window: string,
  path: string,
  from: number,
): Promise<(Detection & { readonly detector: Detector })[]> {
  const found: (Detection & { readonly detector: Detector })[] = [];
  for (const detector of detectors) {
    for (const each of await detector.detect(window, path)) {
      found.push({ ...each, from: each.from + from, to: each.to + from, detector });
    }
  }
  return found.sort((a, b) => a.from - b.from || a.to - b.to || (a.detector.name < b.detector.name ? -1 : 1));
}
