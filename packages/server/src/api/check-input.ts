import { nearest } from "@sdetkit/core";
import { z } from "zod";
import { findCredential } from "./find-credential.ts";
import { findInvalidText } from "./invalid-text.ts";
import { invalid, NOT_FOUND, ProblemFault } from "./problems.ts";
import type { OperationSpec, ProblemAnswer } from "./types.ts";

const SHOWN = 20;

/** What came in with a request. The body is read only after whoever sends it was let in. */
export interface Asked {
  readonly params: object;
  readonly query: object;
  /** What was sent as JSON; `undefined` when nothing was sent. */
  body(): Promise<unknown>;
}

/**
 * Holds a request to the operation's schemas: parameters that cannot identify anything are 404, a query is 400, a body 422,
 * each with everything that is wrong. Credentials where they would be kept as they are, are wrong.
 */
export async function checkInput(operation: OperationSpec, asked: Asked) {
  const params = check(operation.params, asked.params);
  if (!params.ok) throw new ProblemFault(NOT_FOUND);
  const query = check(operation.query, asked.query);
  if (!query.ok) throw invalid("invalid-query", "expected a query as this operation describes it", query.errors);
  const sent = await asked.body();
  if (operation.body === undefined && sent !== undefined && !isEmptyObject(sent)) {
    throw invalid("invalid-body", "expected no body, this operation takes none");
  }
  const credential = findCredential(sent, operation.credentials);
  const body = credential
    ? { ok: false as const, errors: [credential] }
    : check(operation.body, sent === undefined ? {} : sent);
  if (!body.ok) throw invalid("invalid-body", "expected a body as this operation describes it", body.errors);
  return { params: params.value, query: query.value, body: body.value };
}

type Errors = NonNullable<ProblemAnswer["errors"]>;

function check(
  schema: z.ZodType | undefined,
  value: unknown,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly errors: Errors } {
  if (schema === undefined) {
    const names = Object.keys(value as object);
    if (names.length === 0) return { ok: true, value: {} };
    return { ok: false, errors: names.slice(0, SHOWN).map((name) => unknownKey([], name)) };
  }
  const unstorable = findInvalidText(value);
  if (unstorable) return { ok: false, errors: [unstorable] };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, errors: parsed.error.issues.flatMap((issue) => errorsOf(issue, schema, value)).slice(0, SHOWN) };
}

function errorsOf(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown): Errors {
  if (issue.code === "unrecognized_keys") {
    const known = namesAt(schema, issue.path);
    return issue.keys.map((key) => unknownKey(issue.path, key, known));
  }
  return [{ pointer: pointerOf(issue.path), detail: detailOf(issue, valueAt(value, issue.path)) }];
}

/** What the schema knows at a place in an object; empty where that is no object. */
function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = schema;
  for (const part of [...path, null]) {
    while (at instanceof z.ZodType && "innerType" in at.def) at = at.def.innerType;
    if (!(at instanceof z.ZodObject)) return [];
    if (part === null) return Object.keys(at.shape);
    at = at.shape[String(part)];
  }
  return [];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (at: unknown, part) => (at === null || at === undefined ? at : Reflect.get(Object(at), part)),
    value,
  );
}

function meant(word: unknown, known: readonly string[]): string {
  const near = typeof word === "string" ? nearest(word, known) : null;
  return near === null ? "" : `; did you mean ${near}?`;
}

/** In the words of every other message. */
function detailOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_value" && issue.values.length > 1) {
    const known = issue.values.map(String);
    return `expected one of ${known.join(", ")}${meant(value, known)}`;
  }
  return issue.message.replace(/^(Invalid (input|option)|Too (small|big)): /, "");
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[] = []): Errors[number] {
  const which = known.length === 0 ? "a known name" : `one of the names ${known.join(", ")}`;
  return { pointer: pointerOf([...path, key.slice(0, 100)]), detail: `expected ${which}${meant(key, known)}` };
}

/** RFC 6901. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
