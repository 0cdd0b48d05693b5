import { takesKey, writes } from "../api/operation-traits.ts";
import type { OperationSpec } from "../api/types.ts";

/** Codes of problems by status that an operation may answer: those that all have, and its own. */
export function usualProblems(operation: OperationSpec): { readonly [status: string]: readonly string[] } {
  const { params, body, problems = {}, maxConcurrent } = operation;
  const [writing, keyed] = [writes(operation), takesKey(operation)];
  const codes: { [status: string]: string[] } = {};
  const add = (status: number, ...own: string[]) => {
    codes[status] = [...new Set([...(codes[status] ?? []), ...own])];
  };
  add(400, "invalid-query");
  if (writing) add(400, "malformed-json", "too-deep", "duplicate-key", "number-out-of-range", "body-incomplete");
  if (keyed) add(400, "invalid-idempotency-key");
  add(401, "unauthenticated");
  add(403, "scope-missing", "tenant-not-active", "foreign-origin");
  if (params !== undefined) add(404, "not-found");
  if (writing) add(413, "body-too-large");
  if (writing) add(415, "unsupported-content");
  add(421, "unknown-host");
  if (body !== undefined || writing) add(422, "invalid-body");
  if (keyed) add(422, "idempotency-key-reused");
  for (const [status, own] of Object.entries(problems)) add(Number(status), ...(own ?? []));
  add(429, "rate-limited");
  if (maxConcurrent !== undefined) add(429, "too-many-at-once");
  add(500, "internal");
  add(503, "database-away", "database-full");
  return codes;
}
