import { FAULTS, Fault, type FaultCode } from "@sdetkit/core";
import { NOT_FOUND, ProblemFault } from "./problems.ts";
import type { OperationSpec, ProblemAnswer, ProblemStatus } from "./types.ts";

/** Seconds after which asking again is worth it, by code. */
const RETRY: { readonly [code in FaultCode]?: number } = {
  "database-away": 1,
  "database-full": 10,
  "quota-exceeded": 60,
};

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
  const { status, absent = false } = FAULTS[code];
  if (status === undefined) return internal(code, error);
  // What a path names and is not there is the same for all: never made, removed, or somebody else's.
  if (absent && operation.params !== undefined && !isDeclared(code, operation)) return { problem: NOT_FOUND };
  const retryAfter = RETRY[code];
  return {
    problem: told(status as ProblemStatus, error),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(status < 500 ? {} : { error }),
  };
}

function isDeclared(code: FaultCode, { problems = {} }: OperationSpec): boolean {
  return Object.values(problems).some((codes: readonly FaultCode[]) => codes.includes(code));
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

function internal(code: FaultCode, error: unknown): MappedError {
  const detail = "expected this to work, it did not";
  const remedy = "ask a platform administrator: its log says why, under this answer's X-Request-Id";
  return { problem: { status: 500, code, detail, remedy }, error };
}
