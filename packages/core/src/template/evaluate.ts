import {
  type Binary,
  ContextAccess,
  type Expr,
  type FunctionCall,
  IndexAccess,
  Literal,
  Star,
} from "@actions/expressions/ast";
import {
  BooleanData,
  Dictionary,
  type ExpressionData,
  Kind,
  Null,
  NumberData,
  StringData,
} from "@actions/expressions/data/index";
import { Evaluator } from "@actions/expressions/evaluator";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { falsy } from "@actions/expressions/result";
import type { Json, JsonObject } from "../json/json.ts";
import { REDACTED } from "../secret/secret-rule.ts";
import { excerpt } from "../text/excerpt.ts";
import { foldCase } from "../text/fold-case.ts";
import { nearest } from "../text/nearest.ts";
import { COMPARISONS } from "./expression/compare.ts";
import { compileExpression } from "./expression/compile.ts";
import { fromData, MAX_DEPTH, ObjectData, PlainNumber, PlainText } from "./expression/data.ts";
import {
  BOUNDED_FUNCTIONS,
  bounded,
  MAX_RESULT,
  statusFunctions,
  type UpstreamStatus,
} from "./expression/functions.ts";
import { holdsExpression, scanExpressions } from "./expression/scan.ts";

/** What expressions can see. Names are looked up without regard to letter case, an exact match first. */
export interface Scope {
  readonly inputs: JsonObject;
  /** Only steps that are over. */
  readonly steps: { readonly [id: string]: { readonly outputs: JsonObject; readonly status: string } };
  readonly run: { readonly id: string; readonly output_dir: string };
  readonly template: { readonly id: string; readonly version: string };
  /** `workspace.commit`, `workspace.kind`; `workspace` by itself is the text `workspace:`, the root of its paths. */
  readonly workspace: { readonly [property: string]: string };
  /** Exactly the names that the policy lists and that are set. */
  readonly env: { readonly [name: string]: Json };
}

/** An expression that gave no value at run time: what was asked for and where in the value it stands. */
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

const WORKSPACE_ROOT = "workspace:";

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

/** `with.argv[2]`, for messages. */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
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

/** A context object that says by name what it does not have, where the library would answer null. */
class ContextData extends ObjectData {
  readonly missing: (key: string) => string;

  constructor(source: JsonObject, missing: (key: string, names: readonly string[]) => string) {
    super(source);
    this.missing = (key) => missing(key, Object.keys(source));
  }
}

class StepsData extends ContextData {
  private readonly steps: Scope["steps"];

  constructor(steps: Scope["steps"]) {
    super(steps as unknown as JsonObject, (id, names) => `the step \`${id}\` is not over${suggest(id, names)}`);
    this.steps = steps;
  }

  override get(key: string): ExpressionData | undefined {
    const id = Object.hasOwn(this.steps, key)
      ? key
      : Object.keys(this.steps).find((name) => foldCase(name) === foldCase(key));
    const step = id === undefined ? undefined : this.steps[id];
    return step && new StepData(id!, step);
  }
}

class StepData extends ContextData {
  private readonly outputs: ContextData;

  constructor(id: string, step: Scope["steps"][string]) {
    super({ outputs: step.outputs, status: step.status }, (key) => `a step has outputs and status, not \`${key}\``);
    this.outputs = new ContextData(
      step.outputs,
      (name, names) => `the step \`${id}\` (${step.status}) gave no output \`${name}\`${suggest(name, names)}`,
    );
  }

  override get(key: string): ExpressionData | undefined {
    return foldCase(key) === "OUTPUTS" ? this.outputs : super.get(key);
  }
}

function suggest(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near) return `; did you mean \`${near}\`?`;
  return names.length > 0 ? `; there is ${names.slice(0, 8).join(", ")}` : "";
}

/** The variables of the environment, and which of them were asked for. */
class EnvironmentData extends ContextData {
  private readonly asked: Set<string>;

  constructor(env: Scope["env"], asked: Set<string>) {
    super(env, (name) => `the environment variable \`${name}\` is not set, or policy.env does not list it`);
    this.asked = asked;
  }

  override get(key: string): ExpressionData | undefined {
    this.asked.add(key);
    return super.get(key);
  }
}

function rootOf(scope: Scope, asked = new Set<string>()): Dictionary {
  const named = (source: { readonly [key: string]: Json }, what: string): ContextData =>
    new ContextData(source, (key, names) => `there is no ${what} \`${key}\`${suggest(key, names)}`);
  return new Dictionary(
    { key: "inputs", value: named(scope.inputs, "input") },
    { key: "steps", value: new StepsData(scope.steps) },
    { key: "run", value: named(scope.run, "property of run") },
    { key: "template", value: named(scope.template, "property of template") },
    { key: "workspace", value: named(scope.workspace, "property of workspace") },
    { key: "env", value: new EnvironmentData(scope.env, asked) },
  );
}

class ScopeEvaluator extends Evaluator {
  override visitLiteral({ literal }: Literal): ExpressionData {
    return literal instanceof NumberData ? new PlainNumber(literal.value) : literal;
  }

  override visitBinary({ left, operator, right }: Binary): ExpressionData {
    const compare = COMPARISONS[operator.lexeme as keyof typeof COMPARISONS];
    return new BooleanData(compare(this.eval(left), this.eval(right)));
  }

  override visitFunctionCall(call: FunctionCall): ExpressionData {
    return call.functionName.lexeme.toLowerCase() === "case" ? this.choose(call.args) : super.visitFunctionCall(call);
  }

  /** `case`: as in GitHub's runner nothing is worked out but the conditions up to the first that holds, and its value. */
  private choose(args: readonly Expr[]): ExpressionData {
    for (let at = 0; at + 1 < args.length; at += 2) {
      const condition = this.eval(args[at]!);
      if (!(condition instanceof BooleanData)) throw new Error("case predicate must evaluate to a boolean value");
      if (condition.value) return this.eval(args[at + 1]!);
    }
    return this.eval(args.at(-1)!);
  }

  override visitContextAccess(access: ContextAccess): ExpressionData {
    if (access.name.lexeme.toLowerCase() === "workspace") return new StringData(WORKSPACE_ROOT);
    return super.visitContextAccess(access);
  }

  override visitIndexAccess(access: IndexAccess): ExpressionData {
    const { expr, index } = access;
    const object = expr instanceof ContextAccess ? super.visitContextAccess(expr) : this.eval(expr);
    const at = index instanceof Star ? index : this.eval(index);
    if (object instanceof ContextData && !(at instanceof Star)) {
      const key = at.coerceString();
      const value = object.get(key);
      if (value === undefined) throw new Error(object.missing(key));
      return value;
    }
    const token = { type: 0, lexeme: "", range: { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } } };
    const literal = (data: ExpressionData) =>
      new Literal(data instanceof StringData ? new PlainText(data.value) : data, token);
    return super.visitIndexAccess(
      new IndexAccess(literal(object ?? new Null()), at instanceof Star ? at : literal(at)),
    );
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
