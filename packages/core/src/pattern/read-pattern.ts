/** Whether one character, given by its code point, is meant. */
export type Matcher = (codePoint: number) => boolean;

/** A pattern that was read. */
export type Node =
  | { readonly kind: "empty" }
  | { readonly kind: "one"; readonly matches: Matcher }
  | { readonly kind: "all"; readonly nodes: readonly Node[] }
  | { readonly kind: "any"; readonly nodes: readonly Node[] }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "repeat"; readonly node: Node; readonly min: number; readonly max: number };

const MAX_REPEAT = 1_000;
const MAX_DEPTH = 50;

/** A pattern that cannot be used, and where it goes wrong. */
export class Unsupported extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Reads a pattern; throws Unsupported. */
export function readPattern(source: string): Node {
  return new PatternReader(source).read();
}

const isDigit: Matcher = (c) => c >= 48 && c <= 57;
const isWord: Matcher = (c) => isDigit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
const isSpace: Matcher = (c) => (c >= 9 && c <= 13) || c === 32 || c === 0xa0 || c === 0x2028 || c === 0x2029;
const not =
  (matcher: Matcher): Matcher =>
  (c) =>
    !matcher(c);
const notLineBreak: Matcher = (c) => c !== 10 && c !== 13 && c !== 0x2028 && c !== 0x2029;

const CLASSES: ReadonlyMap<string, Matcher> = new Map([
  ["d", isDigit],
  ["D", not(isDigit)],
  ["w", isWord],
  ["W", not(isWord)],
  ["s", isSpace],
  ["S", not(isSpace)],
]);
const ESCAPES: ReadonlyMap<string, number> = new Map([
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["f", 12],
  ["v", 11],
]);
const SYNTAX = "^$\\.*+?()[]{}|/-";

class PatternReader {
  private readonly source: string;
  private at = 0;
  private depth = 0;

  constructor(source: string) {
    this.source = source;
  }

  read(): Node {
    const node = this.alternatives();
    if (this.at < this.source.length) throw new Unsupported(this.at, "expected no `)` here: no group is open");
    return node;
  }

  private alternatives(): Node {
    if (++this.depth > MAX_DEPTH) throw new Unsupported(this.at, `expected at most ${MAX_DEPTH} groups in each other`);
    const nodes = [this.sequence()];
    while (this.take("|")) nodes.push(this.sequence());
    this.depth--;
    return nodes.length === 1 ? nodes[0]! : { kind: "any", nodes };
  }

  private sequence(): Node {
    const nodes: Node[] = [];
    while (this.at < this.source.length && this.peek() !== "|" && this.peek() !== ")") nodes.push(this.repeated());
    return nodes.length === 0 ? { kind: "empty" } : { kind: "all", nodes };
  }

  private repeated(): Node {
    const node = this.atom();
    const start = this.at;
    const bounds = this.quantifier();
    if (!bounds) return node;
    if (node.kind === "start" || node.kind === "end") throw new Unsupported(start, "expected something to repeat");
    this.take("?");
    if (this.quantifier()) throw new Unsupported(start, "expected one quantifier, got two in a row");
    return { kind: "repeat", node, min: bounds.min, max: bounds.max };
  }

  private quantifier(): { min: number; max: number } | null {
    if (this.take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take("?")) return { min: 0, max: 1 };
    const counted = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.source.slice(this.at));
    if (!counted) return null;
    const min = Number(counted[1]);
    const max = counted[2] === undefined ? min : counted[3] === "" ? Number.POSITIVE_INFINITY : Number(counted[3]);
    if (min > max) throw new Unsupported(this.at, `expected {low,high}, got {${min},${max}}`);
    if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT)) {
      throw new Unsupported(this.at, `expected at most ${MAX_REPEAT} repetitions`);
    }
    this.at += counted[0].length;
    return { min, max };
  }

  private atom(): Node {
    const start = this.at;
    const character = this.next();
    switch (character) {
      case "(": {
        if (this.take("?") && !this.take(":")) {
          throw new Unsupported(start, "look-around, named groups and flags are not supported: only (…) and (?:…)");
        }
        const node = this.alternatives();
        if (!this.take(")")) throw new Unsupported(start, "expected a `)` that closes this group");
        return node;
      }
      case "[":
        return { kind: "one", matches: this.characterClass(start) };
      case ".":
        return { kind: "one", matches: notLineBreak };
      case "^":
        return { kind: "start" };
      case "$":
        return { kind: "end" };
      case "\\":
        return { kind: "one", matches: asMatcher(this.escape(start)) };
      case "*":
      case "+":
      case "?":
        throw new Unsupported(start, `expected something before \`${character}\` that it repeats`);
      case "{":
      case "}":
      case "]":
        throw new Unsupported(start, `expected \`\\${character}\` for the character itself`);
      default:
        return { kind: "one", matches: asMatcher(character.codePointAt(0)!) };
    }
  }

  private characterClass(start: number): Matcher {
    const negated = this.take("^");
    const parts: Matcher[] = [];
    while (!this.take("]")) {
      if (this.at >= this.source.length) throw new Unsupported(start, "expected a `]` that closes this class");
      const low = this.classMember();
      if (this.peek() === "-" && this.source[this.at + 1] !== "]" && this.source[this.at + 1] !== undefined) {
        const dash = this.at;
        this.at++;
        const high = this.classMember();
        if (typeof low !== "number" || typeof high !== "number" || low > high) {
          throw new Unsupported(dash, "expected a range from a lower to a higher character");
        }
        parts.push((c) => c >= low && c <= high);
      } else parts.push(asMatcher(low));
    }
    const matches: Matcher = (c) => parts.some((part) => part(c));
    return negated ? not(matches) : matches;
  }

  private classMember(): number | Matcher {
    const start = this.at;
    const character = this.next();
    return character === "\\" ? this.escape(start) : character.codePointAt(0)!;
  }

  private escape(start: number): number | Matcher {
    if (this.at >= this.source.length) throw new Unsupported(start, "expected a character after `\\`");
    const character = this.next();
    const known = CLASSES.get(character) ?? ESCAPES.get(character);
    if (known !== undefined) return known;
    if (SYNTAX.includes(character)) return character.codePointAt(0)!;
    throw new Unsupported(start, `\`\\${character}\` is not supported: no back-references, \\b, \\p or \\u`);
  }

  private peek(): string | undefined {
    return this.source[this.at];
  }

  private next(): string {
    const character = String.fromCodePoint(this.source.codePointAt(this.at)!);
    this.at += character.length;
    return character;
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }
}

function asMatcher(member: number | Matcher): Matcher {
  return typeof member === "number" ? (c) => c === member : member;
}
