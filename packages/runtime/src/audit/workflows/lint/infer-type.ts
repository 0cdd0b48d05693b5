import type { AccessExpression, BinaryExpression, CallExpression, Expression } from "../expression/expression.ts";
import { expressionFunctions } from "./expression-functions.ts";
import {
  ANY,
  arrayOf,
  BOOLEAN,
  either,
  fits,
  NULL,
  NUMBER,
  STRING,
  type Type,
  typeOfJson,
  writtenType,
} from "./expression-type.ts";

/** What an expression may use where it stands. */
export interface TypeScope {
  /** The contexts that are there, in lower case. */
  readonly contexts: readonly string[];
  /** The type of one of them. */
  typeOf(context: string): Type;
  /** The contexts that GitHub knows at all. */
  readonly known: ReadonlySet<string>;
  /** Special functions that are there, in lower case. */
  readonly functions: ReadonlySet<string>;
}

/** What is wrong with a part of an expression: the offset in its text. */
export interface TypeProblem {
  readonly at: number;
  readonly message: string;
}

/** The type of an expression; what is wrong on the way is reported, and then counts as anything. */
export function inferType(expression: Expression, scope: TypeScope, report: (problem: TypeProblem) => void): Type {
  const infer = (each: Expression): Type => inferType(each, scope, report);
  switch (expression.kind) {
    case "literal":
      if (expression.value === null) return NULL;
      return typeof expression.value === "number" ? NUMBER : typeof expression.value === "boolean" ? BOOLEAN : STRING;
    case "name":
      return ofName(expression.name, expression.start, scope, report);
    case "not":
      infer(expression.operand);
      return BOOLEAN;
    case "binary":
      return ofBinary(expression, infer(expression.left), infer(expression.right), report);
    case "access":
      return ofAccess(expression, infer(expression.object), infer, report);
    case "call":
      return ofCall(expression, scope, infer, report);
    default:
      return expression satisfies never;
  }
}

function ofName(name: string, at: number, scope: TypeScope, report: (problem: TypeProblem) => void): Type {
  if (scope.contexts.includes(name.toLowerCase())) return scope.typeOf(name.toLowerCase());
  const available = [...scope.contexts].sort().map((each) => `\`${each}\``);
  report({
    at,
    message: scope.known.has(name.toLowerCase())
      ? `Expected ${available.length > 0 ? `one of the contexts ${available.join(", ")}` : "no context"} here, found \`${name}\`, which GitHub does not give in this place. Move it, or pass the value another way.`
      : `Expected a context, found \`${name}\`, which does not exist. Correct the name; texts stand in single quotes.`,
  });
  return ANY;
}

function ofAccess(
  access: AccessExpression,
  object: Type,
  infer: (each: Expression) => Type,
  report: (problem: TypeProblem) => void,
): Type {
  const { property, bracketed } = access;
  if (property === "*") {
    if (object.kind === "array") return { kind: "array", item: object.item, filtered: true };
    if (object.kind === "object")
      return {
        kind: "array",
        item:
          object.rest ??
          [...object.properties.values()].reduce<Type | null>((sum, each) => (sum ? either(sum, each) : each), null) ??
          ANY,
        filtered: true,
      };
    return object.kind === "any" ? { kind: "array", item: ANY, filtered: true } : ANY;
  }
  const key = infer(property);
  const name = property.kind === "literal" && typeof property.value === "string" ? property.value : null;
  switch (object.kind) {
    case "any":
    case "null":
      return ANY;
    case "array":
      if (object.filtered && name !== null)
        return { kind: "array", item: memberOf(object.item, name, access, report), filtered: true };
      if (key.kind === "number" || key.kind === "any") return object.item;
      report({
        at: access.start,
        message: `Expected a number in the brackets behind a list, found ${writtenType(key)}. Use an index, or \`.*\` for all.`,
      });
      return ANY;
    case "object":
      if (key.kind !== "string" && key.kind !== "any") {
        report({
          at: access.start,
          message: `Expected a text in the brackets behind an object, found ${writtenType(key)}. Name a property.`,
        });
        return ANY;
      }
      return name === null ? (object.rest ?? ANY) : memberOf(object, name, access, report);
    default:
      report({
        at: access.start,
        message: `Expected an object before ${bracketed ? "the brackets" : `\`.${name ?? ""}\``}, found ${writtenType(object)}, which has no properties. Correct the path.`,
      });
      return ANY;
  }
}

function memberOf(
  object: Type,
  name: string,
  { start }: AccessExpression,
  report: (problem: TypeProblem) => void,
): Type {
  if (object.kind !== "object") return ANY;
  const own = object.properties.get(name.toLowerCase()) ?? object.rest;
  if (own) return own;
  report({
    at: start,
    message: `Expected a property that is there, found \`${name}\` of ${object.properties.size === 0 ? "an object without any" : writtenType(object)}. Correct the name.`,
  });
  return ANY;
}

function ofBinary(binary: BinaryExpression, left: Type, right: Type, report: (problem: TypeProblem) => void): Type {
  switch (binary.operator) {
    case "&&":
      return left.kind === "any" && right.kind === "any" ? ANY : right;
    case "||":
      return either(left, right);
    default: {
      const equality = binary.operator === "==" || binary.operator === "!=";
      if (!isComparable(left, right, equality)) {
        report({
          at: binary.start,
          message: `Expected values that \`${binary.operator}\` can compare, found ${writtenType(left)} and ${writtenType(right)}. The result is always the same.`,
        });
      }
      return BOOLEAN;
    }
  }
}

function isComparable(left: Type, right: Type, equality: boolean): boolean {
  if (left.kind === "any" || right.kind === "any") return true;
  if (!equality) return [left, right].every(({ kind }) => kind === "number" || kind === "string") || false;
  if (left.kind === "null" || right.kind === "null") return true;
  const compound = [left, right].filter(({ kind }) => kind === "object" || kind === "array");
  if (compound.length === 0) return true;
  if (left.kind === "array" && right.kind === "array") return isComparable(left.item, right.item, true);
  return left.kind === right.kind;
}

function ofCall(
  call: CallExpression,
  scope: TypeScope,
  infer: (each: Expression) => Type,
  report: (problem: TypeProblem) => void,
): Type {
  const name = call.name.toLowerCase();
  const args = call.args.map(infer);
  const known = Object.hasOwn(expressionFunctions, name) ? expressionFunctions[name] : undefined;
  if (!known) {
    report({
      at: call.start,
      message: `Expected a function of the expression language, found \`${call.name}\`. Correct the name.`,
    });
    return ANY;
  }
  if (known.special && !scope.functions.has(name)) {
    report({
      at: call.start,
      message: `Expected a function that is there in this place, found \`${call.name}()\`. It belongs into ${name === "hashfiles" ? "steps" : "conditions"}.`,
    });
  }
  if (args.length < known.least || args.length > known.most) {
    const wanted =
      known.least === known.most
        ? String(known.least)
        : known.most > 100
          ? `at least ${known.least}`
          : `${known.least} to ${known.most}`;
    report({
      at: call.start,
      message: `Expected ${wanted} argument${wanted === "1" ? "" : "s"} of \`${call.name}()\`, found ${args.length}. Correct the call.`,
    });
  }
  args.forEach((arg, index) => {
    const wanted = parameterOf(name, known.parameters, index, args);
    if (!wanted || fits(arg, wanted)) return;
    report({
      at: call.args[index]?.start ?? call.start,
      message: `Expected ${writtenType(wanted)} as argument ${index + 1} of \`${call.name}()\`, found ${writtenType(arg)}. Correct it.`,
    });
  });
  if (name === "format") checkFormat(call, report);
  return name === "fromjson"
    ? ofJson(call, report)
    : name === "case"
      ? args.filter((_, index) => index % 2 === 1 || index === args.length - 1).reduce(either, args[1] ?? ANY)
      : known.result;
}

function parameterOf(
  name: string,
  parameters: readonly Type[],
  index: number,
  args: readonly Type[],
): Type | undefined {
  if (name === "contains" && index === 0) return args[0]?.kind === "object" ? arrayOf(ANY) : ANY;
  if (name === "join" && index === 0) return args[0]?.kind === "object" ? arrayOf(ANY) : ANY;
  return parameters[Math.min(index, parameters.length - 1)];
}

function checkFormat({ args, start }: CallExpression, report: (problem: TypeProblem) => void): void {
  const [first] = args;
  if (first?.kind !== "literal" || typeof first.value !== "string") return;
  const holes = new Set(
    [...first.value.replaceAll(/\{\{|\}\}/g, "").matchAll(/\{(\d+)\}/g)].map(({ 1: number }) => Number(number)),
  );
  for (const hole of holes) {
    if (hole >= args.length - 1)
      report({
        at: start,
        message: `Expected an argument for \`{${hole}}\` of the format, found ${args.length - 1}. Add it, or correct the number.`,
      });
  }
  for (let index = 0; index < args.length - 1; index++) {
    if (!holes.has(index))
      report({
        at: start,
        message: `Expected \`{${index}}\` in the format for argument ${index + 2}, found none. Add it, or remove the argument.`,
      });
  }
}

function ofJson({ args }: CallExpression, report: (problem: TypeProblem) => void): Type {
  const [first] = args;
  if (first?.kind !== "literal" || typeof first.value !== "string") return ANY;
  try {
    return typeOfJson(JSON.parse(first.value));
  } catch {
    report({
      at: first.start,
      message: "Expected JSON as the argument of `fromJSON()`, found a text that is none. Correct it.",
    });
    return ANY;
  }
}
