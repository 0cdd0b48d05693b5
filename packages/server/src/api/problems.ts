import { FAULTS, Fault, type ProblemCode } from "@sdetkit/core";
import type { ProblemAnswer, ProblemStatus, Reply } from "./types.ts";

/** A refusal, with the status that the catalogue gives its code, and its remedy unless there is a better one. */
export function problem(
  code: ProblemCode,
  detail: string,
  more: Omit<ProblemAnswer, "status" | "code" | "detail"> = {},
): ProblemAnswer {
  const { status, remedy } = FAULTS[code];
  return { status: status as ProblemStatus, code, detail, ...(remedy === undefined ? {} : { remedy }), ...more };
}

/** A refusal that undoes what was written before. */
export class ProblemFault extends Fault {
  readonly problem: ProblemAnswer;
  /** What goes with it over HTTP. */
  readonly headers: { readonly [name: string]: string };

  constructor(answer: ProblemAnswer, headers: { readonly [name: string]: string } = {}) {
    super(answer.code, answer.detail, { remedy: answer.remedy });
    this.problem = answer;
    this.headers = headers;
  }
}

/** The one answer for whatever is not there for this caller: never made, removed, or somebody else's. */
export const NOT_FOUND = problem("not-found", "expected this identifier to exist, it does not");

/** That answer, from a handler. */
export const notFound: Reply<never> = { problem: NOT_FOUND };

/** A body or a query that is understood and not right. */
export function invalid(
  code: ProblemCode,
  detail: string,
  errors: NonNullable<ProblemAnswer["errors"]> = [],
): ProblemFault {
  return new ProblemFault(problem(code, detail, errors.length === 0 ? {} : { errors }));
}
