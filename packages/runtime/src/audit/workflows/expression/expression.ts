/** Where a part of an expression stands: offsets in the expression's own text, the end excluded. */
interface Span {
  readonly start: number;
  readonly end: number;
}

export interface LiteralExpression extends Span {
  readonly kind: "literal";
  readonly value: string | number | boolean | null;
}

/** A name by itself, such as `github`. */
export interface NameExpression extends Span {
  readonly kind: "name";
  readonly name: string;
}

/** `object.property`, `object['property']`, `object[0]`, `object.*` (a star) or `object[computed]`. */
export interface AccessExpression extends Span {
  readonly kind: "access";
  readonly object: Expression;
  readonly property: Expression | "*";
  /** Whether it is written with brackets. */
  readonly bracketed: boolean;
}

export interface CallExpression extends Span {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface NotExpression extends Span {
  readonly kind: "not";
  readonly operand: Expression;
}

export interface BinaryExpression extends Span {
  readonly kind: "binary";
  readonly operator: "&&" | "||" | "==" | "!=" | "<" | "<=" | ">" | ">=";
  readonly left: Expression;
  readonly right: Expression;
}

/** An expression of GitHub's workflow language, as a tree with places. */
export type Expression =
  | LiteralExpression
  | NameExpression
  | AccessExpression
  | CallExpression
  | NotExpression
  | BinaryExpression;

/** Every part of an expression, itself first. Depth is bounded by the parser. */
export function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  switch (expression.kind) {
    case "access":
      yield* partsOf(expression.object);
      if (expression.property !== "*" && expression.property.kind !== "literal") yield* partsOf(expression.property);
      return;
    case "call":
      for (const each of expression.args) yield* partsOf(each);
      return;
    case "not":
      yield* partsOf(expression.operand);
      return;
    case "binary":
      yield* partsOf(expression.left);
      yield* partsOf(expression.right);
      return;
    default:
  }
}
