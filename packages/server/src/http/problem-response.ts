import type { ProblemAnswer } from "../api/types.ts";
import { answer } from "./answer.ts";

/** A problem document (RFC 9457): `type` identifies the code, `title` says it in words, `code` is for programs. */
export function problemText({ status, code, ...rest }: ProblemAnswer): string {
  const words = code.replaceAll("-", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return JSON.stringify({ type: `urn:sdetkit:problem:${code}`, title, status, code, ...rest });
}

/** The problem as a response. */
export function problemResponse(problem: ProblemAnswer, headers: { readonly [name: string]: string } = {}): Response {
  return answer(problem.status, problemText(problem), { "content-type": "application/problem+json", ...headers });
}
