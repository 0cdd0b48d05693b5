import type { DiagnosticCode } from "../diagnostic/catalogue.ts";
import type { Place } from "../diagnostic/diagnostic.ts";
import { LineIndex } from "../diagnostic/line-index.ts";
import { excerpt } from "../text/excerpt.ts";
import type { Json } from "./json.ts";
import { keepsNumber } from "./keeps-number.ts";

/** What differs between the doors through which JSON comes. */
export interface JsonRules {
  /** A number that no double holds is refused, or kept as a text with its digits where whoever reads did not write it. */
  readonly numbers: "refuse" | "text";
  /** A name that is there twice is refused, or counts the last time. */
  readonly duplicates: "refuse" | "last";
  /** How many lists and objects may lie in each other. */
  readonly depth: number;
}

/** Why a text is not taken as JSON, and where. `offset` counts UTF-16 code units; `message` says what was expected and what came. */
export interface JsonProblem {
  readonly code: Extract<DiagnosticCode, "number-out-of-range" | "duplicate-key" | "too-deep"> | "malformed-json";
  readonly offset: number;
  readonly place: Place;
  readonly message: string;
}

/** The value of a text, or the first thing that is wrong with it. */
export type ParsedJson =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: JsonProblem };

/**
 * Reads JSON (RFC 8259) as `JSON.parse` does, except that no number silently becomes another one, and that depth and
 * repeated names are ruled. Never throws.
 */
export function parseJson(text: string, rules: JsonRules): ParsedJson {
  try {
    return { ok: true, value: new JsonReader(text, rules).read() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

class Refusal extends Error {
  readonly problem: JsonProblem;

  constructor(problem: JsonProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const BLANKS = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a string may not hold
const PLAIN = /[^"\\\u0000-\u001f]+/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
const WORD = /true|false|null/y;
const WORDS: { readonly [word: string]: Json } = { true: true, false: false, null: null };

class JsonReader {
  private readonly text: string;
  private readonly rules: JsonRules;
  private at = 0;
  private depth = 0;

  constructor(text: string, rules: JsonRules) {
    this.text = text;
    this.rules = rules;
  }

  read(): Json {
    const value = this.value();
    if (this.at < this.text.length) this.unexpected("the end");
    return value;
  }

  /** A value with the blanks around it. */
  private value(): Json {
    this.blanks();
    const value = this.bare();
    this.blanks();
    return value;
  }

  private bare(): Json {
    switch (this.text[this.at]) {
      case "{":
        return this.within(() => this.object());
      case "[":
        return this.within(() => this.list());
      case '"':
        return this.string();
      case "t":
      case "f":
      case "n":
        return this.word();
      default:
        return this.number();
    }
  }

  private within<T>(read: () => T): T {
    const { depth } = this.rules;
    if (++this.depth > depth)
      this.refuse("too-deep", this.at, `expected at most ${depth} lists and objects in each other, got more`);
    this.at++;
    this.blanks();
    const value = read();
    this.depth--;
    return value;
  }

  private list(): Json {
    const items: Json[] = [];
    if (this.skip("]")) return items;
    do items.push(this.value());
    while (this.skip(","));
    if (!this.skip("]")) this.unexpected("`,` or `]`");
    return items;
  }

  private object(): Json {
    const entries = new Map<string, Json>();
    if (this.skip("}")) return {};
    do {
      this.blanks();
      const start = this.at;
      const name = this.string();
      if (this.rules.duplicates === "refuse" && entries.has(name))
        this.refuse("duplicate-key", start, `expected each name once, got \`${excerpt(name)}\` again`);
      this.blanks();
      if (!this.skip(":")) this.unexpected("`:`");
      entries.set(name, this.value());
    } while (this.skip(","));
    if (!this.skip("}")) this.unexpected("`,` or `}`");
    return Object.fromEntries(entries);
  }

  private string(): string {
    const start = this.at;
    if (!this.skip('"')) this.unexpected("a text in double quotes");
    let escaped = false;
    while (this.take(PLAIN) !== "" || this.take(ESCAPE) !== "") escaped ||= this.text[this.at] === "\\";
    if (!this.skip('"')) this.unexpected('the text to go on, up to `"`');
    const written = this.text.slice(start, this.at);
    return escaped || written[1] === "\\" ? (JSON.parse(written) as string) : written.slice(1, -1);
  }

  private word(): Json {
    const word = this.take(WORD);
    return word === "" ? this.unexpected("a value") : WORDS[word]!;
  }

  private number(): Json {
    const start = this.at;
    const written = this.take(NUMBER);
    if (written === "") this.unexpected("a value");
    const value = Number(written);
    if (keepsNumber(written, value)) return value === 0 ? 0 : value;
    if (this.rules.numbers === "text") return written;
    return this.refuse(
      "number-out-of-range",
      start,
      `expected a number that can be kept exactly, got ${excerpt(written)}; put quotes around it to keep it as text`,
    );
  }

  private blanks(): void {
    if (this.text.charCodeAt(this.at) <= 0x20) this.take(BLANKS);
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** What matches here, and goes past it; empty when nothing does. */
  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private unexpected(expected: string): never {
    const rest = this.text.slice(this.at);
    const got = rest === "" ? "the end" : `\`${excerpt(rest, 12)}\``;
    return this.refuse("malformed-json", this.at, `expected ${expected}, got ${got}`);
  }

  private refuse(code: JsonProblem["code"], offset: number, message: string): never {
    throw new Refusal({ code, offset, place: new LineIndex(this.text).place(offset, 1), message });
  }
}
