import { type ContextReference, contextPath } from "../expression/context-path.ts";
import type { Expression } from "../expression/expression.ts";

/** Functions whose result is a truth value, a number or a hash, whatever goes in. */
const CLOSED = new Set([
  "always",
  "cancelled",
  "contains",
  "endswith",
  "failure",
  "hashfiles",
  "startswith",
  "success",
]);

/**
 * The contexts whose text can become (part of) the result of an expression. What is only compared or asked for does not
 * flow: `a == 'x' && 'one' || 'two'` gives one of two words, whatever `a` is.
 */
export function flowsInto(expression: Expression): readonly ContextReference[] {
  switch (expression.kind) {
    case "literal":
    case "not":
      return [];
    case "name":
      return [{ path: contextPath(expression) ?? [], at: expression }];
    case "access": {
      const path = contextPath(expression);
      if (path) return [{ path, at: expression }];
      return rootsOf(expression);
    }
    case "call": {
      const name = expression.name.toLowerCase();
      if (CLOSED.has(name)) return [];
      const { args } = expression;
      // case(test, value, test, value, …, otherwise)
      const values = name === "case" ? args.filter((_, index) => index % 2 === 1 || index === args.length - 1) : args;
      return values.flatMap(flowsInto);
    }
    case "binary":
      // `a && b` gives `a` only when that is empty, zero or false.
      if (expression.operator === "&&") return flowsInto(expression.right);
      if (expression.operator === "||") return [...flowsInto(expression.left), ...flowsInto(expression.right)];
      return [];
    default:
      return expression satisfies never;
  }
}

/** `fromJSON(x).y` and `(a || b).y`: what flows into the object flows on, with the properties that follow. */
function rootsOf(expression: Expression): readonly ContextReference[] {
  if (expression.kind !== "access") return flowsInto(expression);
  const { property } = expression;
  const step = property === "*" ? "*" : property.kind === "literal" ? String(property.value).toLowerCase() : null;
  const through = expression.object.kind === "call";
  return rootsOf(expression.object).map(({ path, at }) => ({ path: through ? path : [...path, step], at }));
}
