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
  const { children, ending } = trieOf(keywords, classes);
  const steps = new Int32Array(children.length << shift);
  const ends: number[][] = ending;
  const fallback = new Int32Array(children.length);
  const queue = [0];
  for (let next = 0; next < queue.length; next++) {
    const state = queue[next]!;
    const back = fallback[state]!;
    if (state !== 0) {
      steps.copyWithin(state << shift, back << shift, (back + 1) << shift);
      ends[state]!.push(...ends[back]!);
    }
    for (const [symbol, child] of children[state]!) {
      fallback[child] = state === 0 ? 0 : (steps[(back << shift) | symbol]! & ~ENDS) >> shift;
      steps[(state << shift) | symbol] = child << shift;
      queue.push(child);
    }
  }
  for (let index = 0; index < steps.length; index++) {
    if (ends[steps[index]! >> shift]!.length > 0) steps[index]! |= ENDS;
  }
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

function trieOf(
  keywords: readonly string[],
  classes: Uint8Array,
): { children: Map<number, number>[]; ending: number[][] } {
  const children: Map<number, number>[] = [new Map()];
  const ending: number[][] = [[]];
  keywords.forEach((keyword, index) => {
    let state = 0;
    for (const character of keyword.toLowerCase()) {
      const symbol = classes[character.charCodeAt(0)]!;
      let child = children[state]!.get(symbol);
      if (child === undefined) {
        child = children.push(new Map()) - 1;
        ending.push([]);
        children[state]!.set(symbol, child);
      }
      state = child;
    }
    ending[state]!.push(index);
  });
  return { children, ending };
}
