import type { Expression } from "./expression.ts";
import { ExpressionProblem, type Token, tokenizeExpression } from "./tokenize-expression.ts";

/** GitHub refuses longer and deeper expressions than these. */
const MAX_LENGTH = 21_000;
const MAX_DEPTH = 50;

/** How tightly the binary operators bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="]];

const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
]);

/** The tree of an expression, or what is wrong with it. */
export type ParsedExpression =
  | { readonly kind: "tree"; readonly tree: Expression }
  | { readonly kind: "problem"; readonly message: string; readonly at: number };

/** Parses the text between `${{` and `}}`, or that of a bare condition. */
export function parseExpression(text: string): ParsedExpression {
  try {
    if (text.length > MAX_LENGTH) throw new ExpressionProblem(`expected at most ${MAX_LENGTH} characters`, 0);
    return { kind: "tree", tree: new Parser(tokenizeExpression(text)).whole() };
  } catch (error) {
    if (error instanceof ExpressionProblem) return { kind: "problem", message: error.message, at: error.at };
    throw error;
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Expression {
    if (this.isEnd()) throw new ExpressionProblem("expected an expression, found nothing", 0);
    const tree = this.binary(0);
    if (!this.isEnd()) {
      throw new ExpressionProblem(`expected an operator or the end, found \`${this.next.text}\``, this.next.start);
    }
    return tree;
  }

  private get next(): Token {
    return this.tokens[this.index] as Token;
  }

  private isEnd(): boolean {
    return this.next.kind === "end";
  }

  private take(): Token {
    const token = this.next;
    this.index++;
    return token;
  }

  private isOperator(text: string): boolean {
    return this.next.kind === "operator" && this.next.text === text;
  }

  private expect(text: string): Token {
    if (this.isOperator(text)) return this.take();
    const found = this.next.kind === "end" ? "the end" : `\`${this.next.text}\``;
    throw new ExpressionProblem(`expected \`${text}\`, found ${found}`, this.next.start);
  }

  private deeper<T>(parse: () => T): T {
    if (++this.depth > MAX_DEPTH) {
      throw new ExpressionProblem(`expected at most ${MAX_DEPTH} levels of nesting`, this.next.start);
    }
    const result = parse();
    this.depth--;
    return result;
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    let links = 0;
    while (this.next.kind === "operator" && operators.includes(this.next.text)) {
      const operator = this.take().text as Extract<Expression, { kind: "binary" }>["operator"];
      const right = this.binary(level + 1);
      left = { kind: "binary", operator, left, right, start: left.start, end: right.end };
      // The tree leans to the left, so a chain is as deep as it is long.
      if (++links > MAX_LENGTH / 20) throw new ExpressionProblem("expected fewer operators in a row", left.end);
    }
    return left;
  }

  private unary(): Expression {
    if (!this.isOperator("!")) return this.accesses(this.primary());
    const { start } = this.take();
    const operand = this.deeper(() => this.unary());
    return { kind: "not", operand, start, end: operand.end };
  }

  private primary(): Expression {
    const token = this.take();
    const { start, end } = token;
    if (token.kind === "string" || token.kind === "number") {
      return { kind: "literal", value: token.value as string | number, start, end };
    }
    if (token.kind === "name") {
      if (this.isOperator("(")) return this.call(token);
      const word = WORDS.get(token.text);
      return word === undefined
        ? { kind: "name", name: token.text, start, end }
        : { kind: "literal", value: word, start, end };
    }
    if (token.kind === "operator" && token.text === "(") {
      const inner = this.deeper(() => this.binary(0));
      this.expect(")");
      return inner;
    }
    const found = token.kind === "end" ? "the end" : `\`${token.text}\``;
    throw new ExpressionProblem(`expected a value, found ${found}`, start);
  }

  private call(name: Token): Expression {
    this.expect("(");
    const args: Expression[] = [];
    while (!this.isOperator(")")) {
      if (args.length > 0) this.expect(",");
      args.push(this.deeper(() => this.binary(0)));
    }
    const { end } = this.take();
    return { kind: "call", name: name.text, args, start: name.start, end };
  }

  private accesses(first: Expression): Expression {
    let object = first;
    let links = 0;
    for (;;) {
      if (this.isOperator(".")) {
        this.take();
        const token = this.take();
        const star = token.kind === "operator" && token.text === "*";
        if (token.kind !== "name" && !star) {
          throw new ExpressionProblem("expected a property's name or `*` after the dot", token.start);
        }
        const { start, end } = token;
        const property = star ? ("*" as const) : ({ kind: "literal", value: token.text, start, end } as const);
        object = { kind: "access", object, property, bracketed: false, start: object.start, end };
      } else if (this.isOperator("[")) {
        this.take();
        const star = this.isOperator("*");
        if (star) this.take();
        const property = star ? ("*" as const) : this.deeper(() => this.binary(0));
        const { end } = this.expect("]");
        object = { kind: "access", object, property, bracketed: true, start: object.start, end };
      } else return object;
      if (++links > MAX_DEPTH) throw new ExpressionProblem("expected fewer properties in a row", object.end);
    }
  }
}
