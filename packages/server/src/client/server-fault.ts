import { ExitCode, Fault, type FaultCode } from "@sdetkit/core";
import type { ProblemAnswer } from "../api/types.ts";

/** A problem document (RFC 9457) as this API writes it. Of any status: what answers may be another version, or stand before it. */
export interface Problem extends Omit<ProblemAnswer, "status" | "code"> {
  /** Ends with the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Of the catalogue of faults that the server's version has. */
  readonly code: string;
}

/** A server's refusal, as a Fault like any other: its exit code follows from the status. */
export class ServerFault extends Fault {
  override readonly exit: ExitCode;
  readonly problem: Problem;
  /** Seconds, when the server said when to ask again. */
  readonly retryAfter: number | null;

  constructor(problem: Problem, retryAfter: number | null = null) {
    const { code, detail, errors = [], diagnostics = [] } = problem;
    const remedy = problem.remedy ?? remedyOf(problem.status, retryAfter);
    super(code as FaultCode, messageOf(detail, errors), { diagnostics, remedy });
    this.exit = exitOf(problem.status);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** What is wrong with a part says more than that something is: alone, it is the message. */
function messageOf(detail: string, errors: NonNullable<Problem["errors"]>): string {
  const places = errors.map(({ pointer, detail: what }) => {
    const place = pointer.slice(1).replaceAll("/", ".");
    return place === "" ? what : `${place}: ${what}`;
  });
  if (places.length === 1) return places[0]!;
  return [detail, ...places.map((place) => `  ${place}`)].join("\n");
}

/** The exit code of a command that a server refused with a status. */
export function exitOf(status: number): ExitCode {
  if (status === 401) return ExitCode.unauthenticated;
  if (status === 403) return ExitCode.denied;
  return status === 429 || status >= 500 ? ExitCode.failed : ExitCode.usage;
}

function remedyOf(status: number, retryAfter: number | null): string | undefined {
  if (status === 401) return "set SDETKIT_TOKEN to a valid token: see `sdetkit agent tokens list`";
  if (status === 403) return "ask for a token with this scope: see `sdetkit agent tokens matrix`";
  return retryAfter === null ? undefined : `try again in ${retryAfter} s`;
}
