import { ProblemFault } from "../api/problems.ts";
import { problemResponse } from "./problem-response.ts";

/** A request that goes no further than this door. */
export class HttpProblem extends ProblemFault {
  response(): Response {
    return problemResponse(this.problem, this.headers);
  }
}
