import type { Span } from "./spans.ts";

const NAMED: { readonly [name: string]: string } = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  plus: "+",
  equals: "=",
  sol: "/",
};
const CONTROLS: { readonly [letter: string]: string } = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** A way of escaping: which places are escapes, and what one stands for. */
interface Escaping {
  readonly pattern: RegExp;
  readonly decode: (sequence: string) => string;
}

/** Each alone, so that a value that holds the signs of another one is still found. */
const ESCAPINGS: readonly Escaping[] = [
  {
    // One character in UTF-8 at a time.
    pattern: /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi,
    decode: (sequence) => Buffer.from(sequence.replaceAll("%", ""), "hex").toString("utf8"),
  },
  {
    pattern: /\\u[\da-f]{4}(?:(?<=d[89ab][\da-f]{2})\\ud[c-f][\da-f]{2})?|\\["\\/bfnrt]/gi,
    decode: (sequence) =>
      sequence.length === 2
        ? (CONTROLS[sequence.charAt(1)] ?? sequence.charAt(1))
        : sequence.replace(/\\u(.{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  },
  {
    pattern: /&(?:#\d{1,7}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos|plus|equals|sol);/gi,
    decode(sequence) {
      const name = sequence.slice(1, -1).toLowerCase();
      if (!name.startsWith("#")) return NAMED[name] ?? sequence;
      const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code <= 0x10ffff ? String.fromCodePoint(code) : sequence;
    },
  },
];

/**
 * Searches what a text says once its percent, JSON or HTML escapes are read: tools differ in which characters they escape and
 * how. Spans are places of the text as it is.
 *
 * @param find gives its spans in order.
 * @param inBytes the text is bytes in UTF-8, one character a byte.
 */
export function findEscaped(text: string, find: (text: string) => readonly Span[], inBytes: boolean): Span[] {
  return ESCAPINGS.flatMap(({ pattern, decode }) => {
    const pieces: string[] = [];
    // Where an escape lies in the text, and where what it stands for lies in the decoded text.
    const escapes: { from: number; to: number; start: number; end: number }[] = [];
    let [read, length] = [0, 0];
    for (const { 0: sequence, index } of text.matchAll(pattern)) {
      const said = decode(sequence);
      const plain = inBytes ? Buffer.from(said, "utf8").toString("latin1") : said;
      const start = length + index - read;
      pieces.push(text.slice(read, index), plain);
      [read, length] = [index + sequence.length, start + plain.length];
      escapes.push({ from: index, to: read, start, end: length });
    }
    if (escapes.length === 0) return [];
    pieces.push(text.slice(read));
    /** The last escape that begins at or before a place of the decoded text. */
    const before = (place: number) => {
      let [low, high] = [0, escapes.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((escapes[middle]?.start as number) <= place) low = middle + 1;
        else high = middle;
      }
      return escapes[low - 1];
    };
    const sourceOf = (place: number): Span => {
      const sequence = before(place);
      if (sequence === undefined) return { from: place, to: place + 1 };
      if (place < sequence.end) return sequence;
      const from = place - sequence.end + sequence.to;
      return { from, to: from + 1 };
    };
    return find(pieces.join("")).map(({ from, to }) => ({ from: sourceOf(from).from, to: sourceOf(to - 1).to }));
  });
}
