import { ExpressionFailure, evaluateCondition, evaluateValue, type Json, type Scope } from "@sdetkit/core";

/** What a mapping can see: `${{ event.id }}`, `${{ event.type }}`, `${{ event.payload.… }}`. */
export interface EventScope {
  readonly id: string;
  readonly payload: Json;
  /** What kind of event it is, where the sender says so. */
  readonly type?: string | null;
}

/** A quoted text, or a name that begins a reference. */
const TOKENS = /'(?:[^']|'')*'|(?<![\w.-])(?<!\.\s+)[A-Za-z_][\w-]*(?!\s*\(|[\w-])/g;
const WORDS = /^(true|false|null|infinity|nan)$/i;
const EMPTY: EventScope = { id: "", payload: {} };

/** Puts values of the event in the place of every `${{ }}`. Throws ExpressionFailure. */
export function evaluateEvent(value: Json, event: EventScope): Json {
  return plainly(() => evaluateValue(rewritten(value), scopeOf(event)));
}

/** Whether a condition over the event holds, with or without `${{ }}`. Throws ExpressionFailure. */
export function eventHolds(condition: string, event: EventScope): boolean {
  const text = rewriteBare(condition);
  return plainly(() => evaluateCondition(text, scopeOf(event), { failed: false, cancelled: false }));
}

/** What is wrong with the expressions of a value, before there is any event. */
export function eventExpressionProblems(value: Json): string[] {
  if (typeof value === "string") return textProblems(value);
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap((part) => eventExpressionProblems(part as Json));
}

/** The same for a condition. */
export function eventConditionProblems(condition: string): string[] {
  return textProblems(condition.includes("${{") ? condition : `\${{ ${condition} }}`);
}

/** Every expression is compiled and none is evaluated: nothing is known of what an event will hold. */
function textProblems(text: string): string[] {
  const foreign = expressionsOf(text).flatMap(foreignNames);
  if (foreign.length > 0)
    return foreign.map((name) => `\`${text}\`: expected event.payload, event.type or event.id, got \`${name}\``);
  try {
    evaluateEvent(
      mapExpressions(text, (inside) => ` false && (${inside}) `),
      EMPTY,
    );
    return [];
  } catch (error) {
    if (error instanceof ExpressionFailure) return [`\`${text}\`: ${error.message.replaceAll("false && ", "")}`];
    throw error;
  }
}

function foreignNames(expression: string): string[] {
  const names = [...expression.matchAll(TOKENS)].map(([token]) => token);
  const foreign = names.filter((name) => !name.startsWith("'") && !WORDS.test(name) && !/^event$/i.test(name));
  const parts = [...expression.replaceAll(/'(?:[^']|'')*'/g, "''").matchAll(/(?<![\w.-])event\s*\.\s*([\w-]+)/gi)];
  return [...foreign, ...parts.filter(([, part]) => !/^(id|payload|type)$/i.test(part!)).map(([whole]) => whole)];
}

/** Core's expressions know a template's contexts; an event is passed to them as an input of that name. */
function scopeOf(event: EventScope): Scope {
  return {
    inputs: { event: { id: event.id, type: event.type ?? null, payload: event.payload } },
    steps: {},
    run: { id: "", output_dir: "" },
    template: { id: "", version: "" },
    workspace: {},
    env: {},
  };
}

function rewritten(value: Json): Json {
  if (typeof value === "string") return mapExpressions(value, rewriteNames);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((part: Json) => rewritten(part));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rewritten(part)]));
}

function rewriteBare(condition: string): string {
  return condition.includes("${{") ? mapExpressions(condition, rewriteNames) : rewriteNames(condition);
}

function rewriteNames(expression: string): string {
  return expression.replaceAll(TOKENS, (token) => (/^event$/i.test(token) ? "inputs.event" : token));
}

/** A `}}` inside single quotes does not end an expression. */
const EXPRESSION = /\$\{\{((?:'[^']*'|(?!\}\})[^'])*)\}\}/g;

function mapExpressions(text: string, change: (inside: string) => string): string {
  return text.replaceAll(EXPRESSION, (_, inside: string) => `\${{${change(inside)}}}`);
}

function expressionsOf(text: string): string[] {
  return [...text.matchAll(EXPRESSION)].map(([, inside]) => inside!);
}

/** Messages name what the author wrote. */
function plainly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionFailure) error.message = error.message.replaceAll("inputs.event", "event");
    throw error;
  }
}
