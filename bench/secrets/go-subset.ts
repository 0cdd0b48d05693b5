/** A value of a Go program, as far as lists of examples need it. */
export type GoValue = undefined | boolean | number | string | readonly GoValue[] | GoObject;
export interface GoObject {
  readonly [field: string]: GoValue;
}

/** A function that the program calls and that is not among its own: by its qualified name, e.g. `strings.Repeat`. */
export type GoBuiltins = { readonly [name: string]: (...args: readonly GoValue[]) => GoValue };

interface Token {
  readonly kind: "text" | "number" | "word" | "sign" | "end";
  readonly text: string;
}

const TOKEN =
  /(?<space>[ \t\r]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<raw>`[^`]*`)|(?<quoted>"(?:[^"\\]|\\.)*")|(?<rune>'(?:[^'\\]|\\.)+')|(?<number>\d[\d_.]*)|(?<word>[A-Za-z_]\w*)|(?<sign>\n|:=|\.\.\.|&&|\|\||[=!<>]=|\+\+|--|\+=|.)/gsu;
/** Behind these a line break ends a statement (Go's specification, Semicolons). */
const ENDS_STATEMENT = /^[\w`"')\]}]|^(?:\+\+|--)$/;

function tokens(source: string): Token[] {
  const found: Token[] = [];
  for (const { groups } of source.matchAll(TOKEN)) {
    const { space, raw, quoted, rune, number, word, sign } = groups ?? {};
    if (space !== undefined && !space.startsWith("//")) continue;
    if (space !== undefined) continue;
    if (raw !== undefined) found.push({ kind: "text", text: raw.slice(1, -1) });
    else if (quoted !== undefined) found.push({ kind: "text", text: unquoted(quoted) });
    else if (rune !== undefined) found.push({ kind: "text", text: rune.slice(1, -1) });
    else if (number !== undefined) found.push({ kind: "number", text: number });
    else if (word !== undefined) found.push({ kind: "word", text: word });
    else if (sign === "\n") {
      const last = found.at(-1);
      const ends = last && (last.kind !== "sign" || ENDS_STATEMENT.test(last.text));
      if (ends) found.push({ kind: "sign", text: ";" });
    } else found.push({ kind: "sign", text: sign as string });
  }
  return [...found, { kind: "end", text: "" }];
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g, (_, sequence: string) => {
    if (sequence.length > 1) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
    return ({ n: "\n", t: "\t", r: "\r", a: "\x07" } as { [letter: string]: string })[sequence] ?? sequence;
  });
}

class Scope {
  private readonly names = new Map<string, GoValue>();
  private readonly outer: Scope | undefined;
  constructor(outer?: Scope) {
    this.outer = outer;
  }
  get(name: string): GoValue {
    return this.names.has(name) ? this.names.get(name) : this.outer?.get(name);
  }
  set(name: string, value: GoValue): void {
    this.names.set(name, value);
  }
  assign(name: string, value: GoValue): void {
    if (this.names.has(name) || this.outer === undefined) this.names.set(name, value);
    else this.outer.assign(name, value);
  }
}

interface GoFunction {
  readonly parameters: readonly string[];
  /** The index of the first token of its body. */
  readonly body: number;
  readonly list: readonly Token[];
}

class Returned {
  readonly value: GoValue;
  constructor(value: GoValue) {
    this.value = value;
  }
}

/**
 * Runs functions of Go sources that build lists of strings: declarations, literals, `append`, `for … range`, calls of each other
 * and of the given builtins. What it does not know is undefined, and so is all that is made of it.
 */
export class GoPackage {
  private readonly functions = new Map<string, GoFunction>();
  private readonly globals = new Scope();
  private readonly builtins: GoBuiltins;

  constructor(sources: readonly string[], builtins: GoBuiltins) {
    this.builtins = builtins;
    for (const source of sources) this.readFunctions(tokens(source));
  }

  /** The names of its functions, in the order of the sources. */
  get names(): readonly string[] {
    return [...this.functions.keys()];
  }

  parametersOf(name: string): readonly string[] {
    return this.functions.get(name)?.parameters ?? [];
  }

  call(name: string, args: readonly GoValue[]): GoValue {
    const called = this.functions.get(name);
    if (called === undefined) return undefined;
    const scope = new Scope(this.globals);
    for (const [index, parameter] of called.parameters.entries()) scope.set(parameter, args[index]);
    const result = new Runner(called.list, called.body, scope, this, this.builtins).block();
    return result?.value;
  }

  has(name: string): boolean {
    return this.functions.has(name);
  }

  private readFunctions(list: readonly Token[]): void {
    let depth = 0;
    for (let at = 0; at < list.length; at++) {
      const { text, kind } = list[at] as Token;
      if (kind === "sign" && (text === "{" || text === "(")) depth++;
      if (kind === "sign" && (text === "}" || text === ")")) depth--;
      if (depth > 0 || kind !== "word" || text !== "func" || list[at + 1]?.kind !== "word") continue;
      const parameters: string[] = [];
      let next = at + 3;
      for (; list[next]?.text !== ")"; next++) {
        const before = list[next - 1]?.text ?? "";
        if (list[next]?.kind === "word" && (before === "(" || before === ","))
          parameters.push(list[next]?.text as string);
      }
      while (list[next]?.text !== "{") next++;
      this.functions.set(list[at + 1]?.text as string, { parameters, body: next, list });
    }
  }
}

class Runner {
  private readonly list: readonly Token[];
  private at: number;
  private scope: Scope;
  private readonly program: GoPackage;
  private readonly builtins: GoBuiltins;

  constructor(list: readonly Token[], at: number, scope: Scope, program: GoPackage, builtins: GoBuiltins) {
    this.list = list;
    this.at = at;
    this.scope = scope;
    this.program = program;
    this.builtins = builtins;
  }

  block(): Returned | undefined {
    this.expect("{");
    const outer = this.scope;
    this.scope = new Scope(outer);
    while (!this.is("}")) {
      if (this.take(";")) continue;
      const result = this.statement();
      if (result) {
        this.scope = outer;
        return result;
      }
    }
    this.expect("}");
    this.scope = outer;
    return undefined;
  }

  private statement(): Returned | undefined {
    if (this.takeWord("return")) return new Returned(this.is(";") || this.is("}") ? undefined : this.expression());
    if (this.takeWord("for")) return this.loop();
    if (this.takeWord("if")) {
      this.skipTo("{");
      this.skipBraces();
      return undefined;
    }
    if (this.takeWord("var") || this.takeWord("const")) {
      if (!this.take("(")) this.declaration();
      else while (!this.take(")")) if (!this.take(";")) this.declaration();
      return undefined;
    }
    const names = [this.peek().text];
    let ahead = 1;
    while (this.list[this.at + ahead]?.text === ",") {
      names.push(this.list[this.at + ahead + 1]?.text as string);
      ahead += 2;
    }
    const sign = this.list[this.at + ahead]?.text;
    if (this.peek().kind === "word" && (sign === ":=" || sign === "=")) {
      this.at += ahead + 1;
      const value = this.expression();
      if (sign === ":=") this.scope.set(names[0] as string, value);
      else this.scope.assign(names[0] as string, value);
    } else this.expression();
    return undefined;
  }

  private declaration(): void {
    const name = this.next().text;
    this.skipTo("=", ";");
    this.scope.set(name, this.take("=") ? this.expression() : undefined);
  }

  /** `for key, value := range list { … }`; every other loop is left out. */
  private loop(): Returned | undefined {
    const names: string[] = [];
    while (this.peek().kind === "word") {
      names.push(this.next().text);
      this.take(",");
    }
    if (!this.take(":=") || !this.takeWord("range")) {
      this.skipTo("{");
      this.skipBraces();
      return undefined;
    }
    const over = this.expression();
    const start = this.at;
    const entries: [GoValue, GoValue][] = Array.isArray(over)
      ? over.map((value, index) => [index, value])
      : Object.entries((over ?? {}) as GoObject);
    for (const [key, value] of entries) {
      this.at = start;
      if (names[0]) this.scope.set(names[0], key);
      if (names[1]) this.scope.set(names[1], value);
      const result = this.block();
      if (result) return result;
    }
    this.at = start;
    this.skipBraces();
    return undefined;
  }

  expression(): GoValue {
    let value = this.term();
    while (true) {
      if (this.take("+")) {
        const other = this.term();
        value =
          typeof value === "number" && typeof other === "number"
            ? value + other
            : value === undefined || other === undefined
              ? undefined
              : `${value}${other}`;
      } else if (this.take("-")) value = Number(value) - Number(this.term());
      else if (
        this.take("==") ||
        this.take("!=") ||
        this.take("<") ||
        this.take(">") ||
        this.take("&&") ||
        this.take("||")
      ) {
        this.term();
        value = undefined;
      } else return value;
    }
  }

  private term(): GoValue {
    let value = this.unary();
    while (this.is("/") || this.is("*")) {
      const divide = this.next().text === "/";
      const other = Number(this.unary());
      value = divide ? Math.floor(Number(value) / other) : Number(value) * other;
    }
    return value;
  }

  private unary(): GoValue {
    if (this.take("&") || this.take("*") || this.take("!") || this.take("-")) return this.unary();
    return this.postfix();
  }

  private postfix(): GoValue {
    const { kind, text } = this.peek();
    if (kind === "text") return this.trail(this.next().text, "");
    if (kind === "number") return Number(this.next().text.replaceAll("_", ""));
    if (this.take("(")) {
      const value = this.expression();
      this.expect(")");
      return this.trail(value, "");
    }
    if (this.is("[") || (kind === "word" && text === "map")) return this.typed();
    if (kind === "word" && text === "func") {
      this.skipTo("{");
      this.skipBraces();
      return undefined;
    }
    const name = this.next().text;
    return this.trail(this.scope.get(name), name);
  }

  /** `[]string{…}`, `map[string]string{…}`, `[]byte(…)`. */
  private typed(): GoValue {
    while (!this.is("{") && !this.is("(")) this.next();
    if (this.take("(")) {
      const value = this.expression();
      this.expect(")");
      return this.trail(value, "");
    }
    return this.trail(this.literal(), "");
  }

  private literal(): GoValue {
    this.expect("{");
    const list: GoValue[] = [];
    const fields: { [field: string]: GoValue } = {};
    let keyed = false;
    while (!this.is("}")) {
      if (this.take(";") || this.take(",")) continue;
      const fieldName =
        this.peek().kind === "word" && this.list[this.at + 1]?.text === ":" ? this.next().text : undefined;
      const first = fieldName ?? (this.is("{") ? this.literal() : this.expression());
      if (!this.take(":")) list.push(first);
      else {
        keyed = true;
        fields[String(first)] = this.is("{") ? this.literal() : this.expression();
      }
    }
    this.expect("}");
    return keyed ? fields : list;
  }

  private trail(start: GoValue, path: string): GoValue {
    let value = start;
    let name = path;
    while (true) {
      if (this.take(".")) {
        const field = this.next().text;
        name = name === "" ? `.${field}` : `${name}.${field}`;
        // `Regex.String()` of an expression that is a string here.
        if (field === "String") continue;
        value =
          value !== null && typeof value === "object" && !Array.isArray(value) ? (value as GoObject)[field] : undefined;
      } else if (this.take("(")) {
        const args: GoValue[] = [];
        while (!this.is(")")) {
          if (this.take(",") || this.take(";")) continue;
          const value = this.expression();
          if (this.take("...")) args.push(...((value ?? []) as readonly GoValue[]));
          else args.push(value);
        }
        this.expect(")");
        value = name.endsWith(".String") ? value : this.callOf(name, args);
        name = "";
      } else if (this.take("[")) {
        const low = this.is(":") ? 0 : this.expression();
        if (this.take(":")) {
          const high = this.is("]") ? undefined : this.expression();
          value =
            typeof value === "string"
              ? value.slice(Number(low), high === undefined ? undefined : Number(high))
              : undefined;
        } else value = (value as { readonly [key: string]: GoValue } | undefined)?.[String(low)];
        this.expect("]");
      } else if (this.is("{") && /(?:^|\.)[A-Z]\w*$/.test(name)) {
        value = this.literal();
        name = "";
      } else return value;
    }
  }

  private callOf(name: string, args: readonly GoValue[]): GoValue {
    if (name === "append") return [...((args[0] ?? []) as readonly GoValue[]), ...args.slice(1)];
    if (name === "len") return (args[0] as string | undefined)?.length;
    if (name === "string" || name === "int64") return args[0];
    const builtin = this.builtins[name];
    if (builtin) return builtin(...args);
    return this.program.call(name, args);
  }

  private peek(): Token {
    return this.list[this.at] as Token;
  }
  private next(): Token {
    return this.list[this.at++] as Token;
  }
  private is(sign: string): boolean {
    const { kind, text } = this.peek();
    return kind === "sign" && text === sign;
  }
  private take(sign: string): boolean {
    if (!this.is(sign)) return false;
    this.at++;
    return true;
  }
  private takeWord(word: string): boolean {
    if (this.peek().kind !== "word" || this.peek().text !== word) return false;
    this.at++;
    return true;
  }
  private expect(sign: string): void {
    if (!this.take(sign)) {
      const near = this.list.slice(Math.max(0, this.at - 5), this.at + 5).map(({ text }) => text);
      throw new Error(`Expected \`${sign}\` in ${JSON.stringify(near.join(" ").slice(0, 300))}.`);
    }
  }
  private skipTo(...signs: readonly string[]): void {
    while (this.peek().kind !== "end" && !signs.some((sign) => this.is(sign))) this.at++;
  }
  private skipBraces(): void {
    this.expect("{");
    for (let depth = 1; depth > 0 && this.peek().kind !== "end"; ) {
      const { kind, text } = this.next();
      if (kind === "sign" && text === "{") depth++;
      if (kind === "sign" && text === "}") depth--;
    }
  }
}
