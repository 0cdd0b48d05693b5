import type { Expr } from "@actions/expressions/ast";
import { ExpressionError } from "@actions/expressions/errors";
import { Lexer, type Token, TokenType } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import { keepsNumber } from "../../json/keeps-number.ts";
import { excerpt } from "../../text/excerpt.ts";
import { nameHint, nearest } from "../../text/nearest.ts";
import { FUNCTION_NAMES, PARSER_STATUS_FUNCTIONS, STATUS_FUNCTION_NAMES } from "./functions.ts";
import { textNumber } from "./number-text.ts";

/** The names an expression can begin with. */
const CONTEXTS = ["inputs", "steps", "run", "template", "workspace", "env"] as const;

/** A readable expression. `asksStatus`: it calls `always()`, `failure()`, `success()` or `cancelled()`. */
export interface Compiled {
  readonly kind: "compiled";
  readonly expr: Expr;
  readonly asksStatus: boolean;
}

/** Why an expression cannot be read, and where in it. */
export interface ExpressionProblem {
  readonly kind: "problem";
  readonly code: "expression-syntax" | "number-out-of-range" | "unknown-function" | "unknown-reference";
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly hint: string;
}

const MAX_CHARACTERS = 4_000;
/** Bounds the recursion of the parser and the evaluator, whatever the expression looks like. */
const MAX_TOKENS = 400;

/** Reads the inside of a `${{ }}`, or a bare condition. `status`: whether status functions may be called here. */
export function compileExpression(text: string, options: { readonly status: boolean }): Compiled | ExpressionProblem {
  if (text.trim() === "")
    return syntax(0, text.length, "expected an expression, got nothing", "write for example `inputs.name`");
  if (text.length > MAX_CHARACTERS)
    return syntax(0, 1, `expected at most ${MAX_CHARACTERS} characters, got ${text.length}`, SPLIT);
  const offsets = new Offsets(text);
  try {
    const { tokens } = new Lexer(text).lex();
    if (tokens.length > MAX_TOKENS)
      return syntax(0, 1, `expected at most ${MAX_TOKENS} words and signs, got ${tokens.length}`, SPLIT);
    for (const token of tokens) {
      // The lexer turns only the first '' of a text back into a quote; GitHub's runner turns every one.
      if (token.type === TokenType.STRING) token.value = token.lexeme.slice(1, -1).replaceAll("''", "'");
    }
    const inexact = tokens.find(isInexact);
    if (inexact) return outOfRange(inexact.lexeme, offsets.of(inexact));
    const foreign = tokens.find(isForeignNumber);
    if (foreign)
      return syntax(
        offsets.of(foreign),
        foreign.lexeme.length,
        `expected a number, got ${excerpt(foreign.lexeme)}`,
        NUMBERS,
      );
    const names = checkNames(tokens, offsets, options.status);
    if (names.kind === "problem") return names;
    const expr = new Parser(tokens, [...CONTEXTS], PARSER_STATUS_FUNCTIONS).parse();
    return { kind: "compiled", expr, asksStatus: names.asksStatus };
  } catch (error) {
    return explain(error, text, offsets);
  }
}

/** A number that no double holds: it would be compared, and given on, as another one. */
function isInexact({ type, lexeme, value }: Token): boolean {
  return type === TokenType.NUMBER && /^[-+.\d]/.test(lexeme) && !keepsNumber(lexeme, value as number);
}

/** A number that JavaScript reads and GitHub's runner does not. */
function isForeignNumber({ type, lexeme }: Token): boolean {
  return type === TokenType.NUMBER && /^[-+.\d]/.test(lexeme) && Number.isNaN(textNumber(lexeme));
}

const NUMBERS = "write it in decimal, or as 0x1f or 0o17 in lower case";

function outOfRange(lexeme: string, offset: number): ExpressionProblem {
  const written = excerpt(lexeme);
  return {
    kind: "problem",
    code: "number-out-of-range",
    offset,
    length: lexeme.length,
    message: `expected a number that can be kept exactly, got ${written}`,
    hint: `put it in single quotes to keep it as text: '${written}'`,
  };
}

const SPLIT = "split it into several steps or inputs";

/** Refuses unknown functions and contexts before the parser, which would take `constructor()` for a function. */
function checkNames(
  tokens: readonly Token[],
  offsets: Offsets,
  statusAllowed: boolean,
): { kind: "fine"; asksStatus: boolean } | ExpressionProblem {
  let asksStatus = false;
  for (const [index, token] of tokens.entries()) {
    if (token.type !== TokenType.IDENTIFIER || tokens[index - 1]?.type === TokenType.DOT) continue;
    const name = token.lexeme.toLowerCase();
    const problem = (code: ExpressionProblem["code"], message: string, hint: string): ExpressionProblem => ({
      kind: "problem",
      code,
      offset: offsets.of(token),
      length: token.lexeme.length,
      message,
      hint,
    });
    if (tokens[index + 1]?.type === TokenType.LEFT_PAREN) {
      const isStatus = STATUS_FUNCTION_NAMES.some((known) => known.toLowerCase() === name);
      if (isStatus && !statusAllowed) {
        return problem(
          "unknown-function",
          `\`${token.lexeme}()\` can be called only in \`if\``,
          "use steps.<id>.status here",
        );
      }
      if (!isStatus && !FUNCTION_NAMES.some((known) => known.toLowerCase() === name)) {
        const known = statusAllowed ? [...FUNCTION_NAMES, ...STATUS_FUNCTION_NAMES] : FUNCTION_NAMES;
        const hint = nameHint(token.lexeme, known, "remove it");
        return problem("unknown-function", `there is no function \`${excerpt(token.lexeme)}\``, hint);
      }
      asksStatus ||= isStatus;
    } else if (!CONTEXTS.some((known) => known === name)) {
      const near = nearest(token.lexeme, CONTEXTS);
      const hint = near
        ? `did you mean \`${near}\`?`
        : `begin with one of ${CONTEXTS.join(", ")}; a text goes in single quotes: '${excerpt(token.lexeme)}'`;
      return problem("unknown-reference", `there is no context \`${excerpt(token.lexeme)}\``, hint);
    }
  }
  return { kind: "fine", asksStatus };
}

function explain(error: unknown, text: string, offsets: Offsets): ExpressionProblem {
  const hint = "write texts in single quotes, and brackets and parentheses in pairs";
  if (error instanceof ExpressionError) {
    const offset = offsets.at(error.pos.line, error.pos.column);
    const parameters = /parameters/.test(error.message);
    return syntax(
      offset,
      1,
      excerpt(lowerFirst(error.message)),
      parameters ? "give the function the number of values that it takes" : hint,
    );
  }
  const message = error instanceof Error ? error.message : "";
  const located = /^(.*?)\. Located at position (\d+) within/s.exec(message);
  if (!located) return syntax(0, text.length, "the expression cannot be read", hint);
  const symbol = located[1] ?? "";
  const double = text[Number(located[2]) - 1] === '"';
  return syntax(
    Number(located[2]) - 1,
    1,
    excerpt(lowerFirst(symbol)),
    double ? "put texts in single quotes: 'like this'" : hint,
  );
}

function lowerFirst(text: string): string {
  return text.replace(/^./, (first) => first.toLowerCase());
}

function syntax(offset: number, length: number, message: string, hint: string): ExpressionProblem {
  return { kind: "problem", code: "expression-syntax", offset, length: Math.max(1, length), message, hint };
}

/** Offsets of the lexer's zero-based lines and columns. */
export class Offsets {
  private readonly starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  of(token: Token): number {
    return this.at(token.range.start.line, token.range.start.column);
  }

  at(line: number, column: number): number {
    return Math.max(0, (this.starts[line] ?? 0) + column);
  }
}
