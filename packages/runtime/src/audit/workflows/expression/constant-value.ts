import type { Expression } from "./expression.ts";

type Constant = string | number | boolean | null;

/** What an expression of literals alone gives, by GitHub's rules; undefined when it depends on anything. */
export function constantValue(expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "not": {
      const value = constantValue(expression.operand);
      return value === undefined ? undefined : !isTruthy(value);
    }
    case "binary":
      return ofBinary(expression);
    case "call":
      return ofCall(expression.name.toLowerCase(), expression.args.map(constantValue));
    default:
      return undefined;
  }
}

/** Whether GitHub takes a value for true. */
export function isTruthy(value: Constant): boolean {
  return !(value === false || value === null || value === "" || value === 0 || Number.isNaN(value));
}

function ofBinary({ operator, left, right }: Extract<Expression, { kind: "binary" }>): Constant | undefined {
  const a = constantValue(left);
  const b = constantValue(right);
  if (operator === "&&") {
    if (a === undefined) return undefined;
    return isTruthy(a) ? b : a;
  }
  if (operator === "||") {
    if (a === undefined) return undefined;
    return isTruthy(a) ? a : b;
  }
  if (a === undefined || b === undefined) return undefined;
  return compare(operator, a, b);
}

function compare(operator: string, a: Constant, b: Constant): boolean {
  if (typeof a === "string" && typeof b === "string") {
    const order = a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0;
    return ordered(operator, order, 0);
  }
  if (a === null && b === null) return operator === "==" || operator === "<=" || operator === ">=";
  return ordered(operator, toNumber(a), toNumber(b));
}

function ordered(operator: string, a: number, b: number): boolean {
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

function toNumber(value: Constant): number {
  return typeof value === "string" && value.trim() === "" ? 0 : Number(value);
}

function ofCall(name: string, args: readonly (Constant | undefined)[]): Constant | undefined {
  if (args.length === 0 || args.some((each) => each === undefined)) return undefined;
  const [first = "", second = ""] = args.map((each) => String(each ?? "").toLowerCase());
  switch (name) {
    case "contains":
      return first.includes(second);
    case "startswith":
      return first.startsWith(second);
    case "endswith":
      return first.endsWith(second);
    case "format":
      return String(args[0]).replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index) + 1] ?? ""));
    case "tojson":
      return JSON.stringify(args[0]);
    default:
      return undefined;
  }
}
