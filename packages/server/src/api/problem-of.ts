import { FAULTS, Fault, type FaultCode } from "@sdetkit/core";
import { NOT_FOUND, ProblemFault } from "./problems.ts";
import type { OperationSpec, ProblemAnswer, ProblemStatus } from "./types.ts";

/** Seconds after which a retry makes sense, by code. */
const RETRY: { readonly [code in FaultCode]?: number } = {
  "database-away": 1,
  "database-full": 10,
  "quota-exceeded": 60,
};

/** An error as the caller sees it, and what the log keeps of it. */
export interface MappedError {
  readonly problem: ProblemAnswer;
  readonly retryAfter?: number;
  readonly headers?: { readonly [name: string]: string };
  /** Set if the caller could not have avoided it. */
  readonly error?: unknown;
}

/** The problem that an error of an operation is. Defects, and details of this machine, go to the log only. */
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
    problem: toProblem(status as ProblemStatus, error),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(status < 500 ? {} : { error }),
  };
}

function isDeclared(code: FaultCode, { problems = {} }: OperationSpec): boolean {
  return Object.values(problems).some((codes: readonly FaultCode[]) => codes.includes(code));
}

function toProblem(status: ProblemStatus, { code, message, remedy, diagnostics }: Fault): ProblemAnswer {
  return {
    status,
    code,
    detail: message,
    ...(remedy === undefined ? {} : { remedy }),
    ...(diagnostics.length === 0 ? {} : { diagnostics }),
  };
}

function internal(code: FaultCode, error: unknown): MappedError {
  const detail = "expected the request to succeed, got an internal error";
  const remedy = "ask a platform administrator: its log says why, under this answer's X-Request-Id";
  return { problem: { status: 500, code, detail, remedy }, error };
}
