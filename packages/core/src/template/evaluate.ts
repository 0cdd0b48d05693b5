import type { Expr } from "@actions/expressions/ast";
import { type Dictionary, type ExpressionData, Kind } from "@actions/expressions/data/index";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { falsy } from "@actions/expressions/result";
import type { Json } from "../json/json.ts";
import { REDACTED } from "../secret/secret-rule.ts";
import { excerpt } from "../text/excerpt.ts";
import { formatPath } from "../text/format-path.ts";
import { compileExpression } from "./expression/compile.ts";
import { fromData, MAX_DEPTH } from "./expression/data.ts";
import {
  BOUNDED_FUNCTIONS,
  bounded,
  MAX_RESULT,
  statusFunctions,
  type UpstreamStatus,
} from "./expression/functions.ts";
import { holdsExpression, scanExpressions } from "./expression/scan.ts";
import { rootOf, type Scope } from "./expression/scope.ts";
import { ScopeEvaluator } from "./expression/scope-evaluator.ts";

/** An expression that gave no value at run time: what was requested and where in the value it is. */
export class ExpressionFailure extends Error {
  override readonly name = "ExpressionFailure";
  /** Keys and indices from the value's top to the text with the expression. */
  readonly path: readonly (string | number)[];
  /** The expression as written, without `${{ }}`. */
  readonly expression: string;

  constructor(path: readonly (string | number)[], expression: string, reason: string) {
    const where = path.length > 0 ? `${formatPath(path)}: ` : "";
    super(`${where}\`${excerpt(expression.trim())}\`: ${reason}`);
    this.path = path;
    this.expression = expression;
  }
}

/**
 * Puts values in the place of every `${{ }}` of a value. A text that is one whole expression takes the type of its result;
 * within other text the result is written as text. What comes out is never evaluated again. Throws ExpressionFailure.
 *
 * @param hides says of a variable of `env` that what is made of it is not to be seen: `[redacted]` stands in its place.
 */
export function evaluateValue(value: Json, scope: Scope, hides: (variable: string) => boolean = () => false): Json {
  const asked = new Set<string>();
  const root = rootOf(scope, asked);
  const hidden = () => {
    const hide = [...asked].some(hides);
    asked.clear();
    return hide;
  };
  let room = MAX_RESULT;
  const walk = (part: Json, path: readonly (string | number)[]): Json => {
    if (path.length > MAX_DEPTH)
      throw new ExpressionFailure(path, "", `the value is nested deeper than ${MAX_DEPTH} levels`);
    if (typeof part === "string") {
      if (!holdsExpression(part)) return part;
      const result = evaluateText(part, root, path, hidden);
      room -= sizeOf(result, room);
      if (room < 0) throw new ExpressionFailure(path, part, `the result is larger than ${MAX_RESULT} characters`);
      return result;
    }
    if (part === null || typeof part !== "object") return part;
    if (Array.isArray(part)) return part.map((item: Json, index) => walk(item, [...path, index]));
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return walk(value, []);
}

/**
 * Whether a step's `if` (with or without `${{ }}`) holds. Without a condition: `success()`. A condition that calls no status
 * function holds only if `success()` does as well, and is then not even looked at otherwise. Throws ExpressionFailure.
 */
export function evaluateCondition(text: string | undefined, scope: Scope, status: UpstreamStatus): boolean {
  const succeeded = !status.failed && !status.cancelled;
  if (text === undefined) return succeeded;
  const condition = bareCondition(text);
  const compiled = compileExpression(condition, { status: true });
  if (compiled.kind === "problem") throw new ExpressionFailure(["if"], condition, compiled.message);
  if (!compiled.asksStatus && !succeeded) return false;
  const functions = new Map([...BOUNDED_FUNCTIONS, ...statusFunctions(status)]);
  return !falsy(perform(compiled.expr, rootOf(scope), functions, ["if"], condition));
}

/** A condition without the `${{ }}` around it. */
export function bareCondition(text: string): string {
  const scan = scanExpressions(text.trim());
  const only = scan.kind === "parts" && scan.parts.length === 1 ? scan.parts[0] : undefined;
  return only?.kind === "expression" ? only.text : text;
}

/** `hidden`: whether the expression that was just evaluated is not to be seen. */
function evaluateText(text: string, root: Dictionary, path: readonly (string | number)[], hidden: () => boolean): Json {
  const scan = scanExpressions(text);
  if (scan.kind === "unclosed") throw new ExpressionFailure(path, text.slice(scan.start), "expected a closing `}}`");
  const whole = scan.parts.length === 1;
  let result = "";
  for (const part of scan.parts) {
    if (part.kind === "text") result += part.text;
    else {
      const compiled = compileExpression(part.text, { status: false });
      if (compiled.kind === "problem") throw new ExpressionFailure(path, part.text, compiled.message);
      const data = perform(compiled.expr, root, new Map(BOUNDED_FUNCTIONS), path, part.text);
      if (hidden()) {
        result += REDACTED;
        continue;
      }
      if (whole) return guarded(() => fromData(data), path, part.text);
      if (!data.primitive) {
        const kind = data.kind === Kind.Array ? "a list" : "a map";
        throw new ExpressionFailure(
          path,
          part.text,
          `${kind} cannot be part of a text: use join(…, ', ') or toJSON(…)`,
        );
      }
      result = guarded(() => bounded(result + data.coerceString()), path, part.text);
    }
  }
  return result;
}

function perform(
  expr: Expr,
  root: Dictionary,
  functions: Map<string, FunctionDefinition>,
  path: readonly (string | number)[],
  expression: string,
): ExpressionData {
  return guarded(() => new ScopeEvaluator(expr, root, functions).evaluate(), path, expression);
}

/** Turns whatever an evaluation throws into a failure with its place. */
function guarded<T>(work: () => T, path: readonly (string | number)[], expression: string): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : "the evaluation failed";
    throw new ExpressionFailure(path, expression, reason);
  }
}

function sizeOf(value: Json, room: number): number {
  if (typeof value === "string") return value.length;
  if (value === null || typeof value !== "object") return 1;
  let size = 1;
  for (const [key, item] of Object.entries(value)) {
    size += key.length + sizeOf(item as Json, room - size);
    if (size > room) return size;
  }
  return size;
}
