import { ExitCode, Fault } from "@sdetkit/core";
import type { ProblemAnswer, Reply } from "./types.ts";

/** A refusal that undoes what was written before. */
export class ProblemFault extends Fault {
  readonly problem: ProblemAnswer;
  /** What goes with it over HTTP. */
  readonly headers: { readonly [name: string]: string };

  constructor(problem: ProblemAnswer, headers: { readonly [name: string]: string } = {}) {
    super(problem.code, problem.detail, {
      exit: ExitCode.usage,
      ...(problem.remedy === undefined ? {} : { remedy: problem.remedy }),
    });
    this.problem = problem;
    this.headers = headers;
  }
}

/** The one answer for whatever is not there for this caller: never made, removed, or somebody else's. */
export const NOT_FOUND: ProblemAnswer = {
  status: 404,
  code: "not-found",
  detail: "expected something under this identifier, there is nothing",
  remedy: "look it up in the list that it comes from",
};

/** That answer, from a handler. */
export const notFound: Reply<never> = { problem: NOT_FOUND };

/** A body or a query that is understood and not right. */
export function invalid(
  status: 400 | 422,
  code: string,
  detail: string,
  errors: NonNullable<ProblemAnswer["errors"]> = [],
): ProblemFault {
  return new ProblemFault({ status, code, detail, ...(errors.length === 0 ? {} : { errors }) });
}
