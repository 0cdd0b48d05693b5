/** Called for each keyword found: its index in the list, and the offset behind its last character. */
export type OnKeyword = (keyword: number, end: number) => void;

/** Finds many keywords in one pass. */
export interface KeywordScanner {
  /**
   * Reads `text` from `from` to `to` (UTF-16 code units), and goes on from the state that the part before ended in; 0 at the
   * start of a text. Returns the state at `to`.
   */
  scan(text: string, from: number, to: number, state: number, found: OnKeyword): number;
}

/** In a transition: keywords end in the state that it leads to. */
const ENDS = 1 << 31;

/**
 * Builds a scanner (Aho and Corasick 1975) that takes letters of ASCII in either case. Each character costs one step in a table,
 * however many keywords there are, so a text without any of them is nearly free.
 */
export function createKeywordScanner(keywords: readonly string[]): KeywordScanner {
  const classes = classesOf(keywords);
  const shift = Math.ceil(Math.log2(Math.max(...classes) + 1));
  const { steps, ends } = automatonOf(keywords, classes, shift);
  return {
    scan(text, from, to, state, found) {
      let at = state;
      for (let index = from; index < to; index++) {
        const code = text.charCodeAt(index);
        at = code < 128 ? steps[at | classes[code]!]! : 0;
        if (at < 0) {
          at &= ~ENDS;
          for (const keyword of ends[at >> shift]!) found(keyword, index + 1);
        }
      }
      return at;
    },
  };
}

interface Automaton {
  /** For each state a row of transitions, by the class of a character: where the row of the next state begins. */
  readonly steps: Int32Array;
  /** The keywords that end in a state. */
  readonly ends: readonly (readonly number[] | undefined)[];
}

function automatonOf(keywords: readonly string[], classes: Uint8Array, shift: number): Automaton {
  const most = keywords.reduce((sum, keyword) => sum + keyword.length, 1);
  const steps = new Int32Array(most << shift);
  const ends: number[][] = [];
  let states = 1;
  for (const [index, keyword] of keywords.entries()) {
    let row = 0;
    for (let at = 0; at < keyword.length; at++) {
      const step = row | classes[keyword.charCodeAt(at)]!;
      if (steps[step] === 0) steps[step] = states++ << shift;
      row = steps[step]!;
    }
    ends[row >> shift] = [...(ends[row >> shift] ?? []), index];
  }
  const back = new Int32Array(states);
  const queue = [0];
  for (let next = 0; next < queue.length; next++) {
    const row = queue[next]! << shift;
    const behind = back[queue[next]!]! << shift;
    for (let symbol = 1; symbol < 1 << shift; symbol++) {
      const child = steps[row | symbol]!;
      const instead = row === 0 ? 0 : steps[behind | symbol]!;
      if (child === 0) steps[row | symbol] = instead;
      else {
        back[child >> shift] = instead >> shift;
        const inner = ends[instead >> shift];
        if (inner) ends[child >> shift] = [...(ends[child >> shift] ?? []), ...inner];
        queue.push(child >> shift);
      }
    }
  }
  for (let step = 0; step < states << shift; step++) if (ends[steps[step]! >> shift]) steps[step]! |= ENDS;
  return { steps: steps.subarray(0, states << shift), ends };
}

/** The alphabet of the keywords: 0 is every other character. */
function classesOf(keywords: readonly string[]): Uint8Array {
  const classes = new Uint8Array(128);
  let count = 0;
  for (const code of new Set(
    keywords.flatMap((keyword) => [...keyword.toLowerCase()].map((one) => one.charCodeAt(0))),
  )) {
    if (code > 127) throw new Error(`Expected keywords of ASCII, got a character ${code}.`);
    classes[code] = ++count;
    classes[String.fromCharCode(code).toUpperCase().charCodeAt(0)] = count;
  }
  return classes;
}
