import { type ProblemParts, problemResponse } from "./problem-response.ts";

/** A request that goes no further than this door. */
export class HttpProblem extends Error {
  readonly problem: ProblemParts;
  readonly headers: { readonly [name: string]: string };

  constructor(problem: ProblemParts, headers: { readonly [name: string]: string } = {}) {
    super(problem.code);
    this.problem = problem;
    this.headers = headers;
  }

  response(): Response {
    return problemResponse(this.problem, this.headers);
  }
}
