import { ExitCode, Fault } from "@sdetkit/core";
import { NOT_FOUND, ProblemFault } from "./problems.ts";
import type { OperationSpec, ProblemAnswer, ProblemStatus } from "./types.ts";

/** Seconds after which asking again is worth it, by code. */
const RETRY = { "database-away": 1, "database-full": 10, "quota-exceeded": 60 } as const;

/** What an error is to whoever called, and what of it belongs into the log. */
export interface MappedError {
  readonly problem: ProblemAnswer;
  readonly retryAfter?: number;
  readonly headers?: { readonly [name: string]: string };
  /** Set when it is nothing that the caller could have avoided. */
  readonly error?: unknown;
}

/** The problem that an error of an operation is. What is a defect, or tells of this machine, is told to the log alone. */
export function problemOf(error: unknown, operation: OperationSpec): MappedError {
  if (error instanceof ProblemFault) return { problem: error.problem, headers: error.headers };
  if (!(error instanceof Fault)) return internal("internal", error);
  const { code } = error;
  if (code === "database-away" || code === "database-full")
    return { problem: told(503, error), retryAfter: RETRY[code], error };
  const declared = statusOf(code, operation);
  if (declared !== undefined) {
    return { problem: told(declared, error), ...(declared === 429 ? { retryAfter: RETRY["quota-exceeded"] } : {}) };
  }
  // What a path names and is not there is the same for all: never made, removed, or somebody else's.
  if (/^unknown-/.test(code)) {
    return { problem: operation.params === undefined ? told(422, error) : NOT_FOUND };
  }
  if (code === "quota-exceeded") return { problem: told(429, error), retryAfter: RETRY[code] };
  // The world is not, or not yet, as the request needs it.
  if (/-(exists|not-ready|busy|deleting)$/.test(code)) return { problem: told(409, error) };
  if (error.exit === ExitCode.usage) return { problem: told(422, error) };
  if (error.exit === ExitCode.denied) return { problem: told(403, error) };
  return internal(code, error);
}

function statusOf(code: string, { problems = {} }: OperationSpec): ProblemStatus | undefined {
  const found = Object.entries(problems).find(([, codes]) => codes?.includes(code));
  return found && (Number(found[0]) as ProblemStatus);
}

function told(status: ProblemStatus, { code, message, remedy, diagnostics }: Fault): ProblemAnswer {
  return {
    status,
    code,
    detail: message,
    ...(remedy === undefined ? {} : { remedy }),
    ...(diagnostics.length === 0 ? {} : { diagnostics }),
  };
}

function internal(code: string, error: unknown): MappedError {
  const detail = "expected this to work, it did not";
  const remedy = "those who run this server find why in its log, under this answer's X-Request-Id";
  return { problem: { status: 500, code, detail, remedy }, error };
}
