type TokenKind = "name" | "string" | "number" | "operator" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** The name, the operator, or a literal as it is written. */
  readonly text: string;
  /** What a string or number stands for. */
  readonly value?: string | number;
  readonly start: number;
  readonly end: number;
}

/** What is wrong with an expression, and where in its text. */
export class ExpressionProblem extends Error {
  override readonly name = "ExpressionProblem";
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const TOKEN =
  /(?<space>\s+)|(?<name>[A-Za-z_][\w-]*)|(?<number>-?(?:0[xX][0-9A-Fa-f]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)(?![\w.])|[+](?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))|(?<string>'(?:[^']|'')*')|(?<operator>&&|\|\||==|!=|<=|>=|[<>!()[\],.*])/y;

/** Cuts an expression into tokens; the last one is the end. Throws an ExpressionProblem. */
export function tokenizeExpression(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) throw new ExpressionProblem(unexpected(text, start), start);
    const { name, number, string, operator } = found.groups ?? {};
    const place = { start, end: TOKEN.lastIndex };
    if (name !== undefined) tokens.push({ kind: "name", text: name, ...place });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, value: Number(number), ...place });
    else if (string !== undefined)
      tokens.push({ kind: "string", text: string, value: string.slice(1, -1).replaceAll("''", "'"), ...place });
    else if (operator !== undefined) tokens.push({ kind: "operator", text: operator, ...place });
  }
  tokens.push({ kind: "end", text: "", start: text.length, end: text.length });
  return tokens;
}

function unexpected(text: string, at: number): string {
  const character = text[at] as string;
  if (character === '"') return "expected strings in single quotes, found a double quote";
  if (character === "'") return "expected a closing single quote, found the end of the expression";
  return `expected an expression, found the character ${JSON.stringify(character)}`;
}
