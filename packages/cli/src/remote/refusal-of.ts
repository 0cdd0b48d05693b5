import { ExitCode, type ProblemCode } from "@sdetkit/core";
import { ServerFault } from "@sdetkit/server/client";
import type { Answer } from "../command/command.ts";
import type { Console } from "../terminal/console.ts";
import { type Asked, answerOfRefusal, pointedOut, sourcesGiven } from "../views/refusal-answer.ts";

/**
 * What a server says to a task that it does not understand or that is not valid, as the same answer that a local one gets.
 * Any other failure is thrown on. To be given to `catch`.
 */
export function refusalOf(asked: Asked, console: Console): (error: unknown) => Answer {
  return (error) => {
    if (!(error instanceof ServerFault) || error.exit !== ExitCode.usage) throw error;
    const { code, detail, diagnostics = [], suggestions } = error.problem;
    // Suggestions, if only none, come with every refusal of a task, and with nothing else.
    if (suggestions === undefined) throw error;
    // A server of another version may have a code that is not known here.
    const known = code as ProblemCode;
    const refusal = { kind: "refused", code: known, message: detail, diagnostics, suggestions } as const;
    return answerOfRefusal(pointedOut(refusal, asked), sourcesGiven(asked), console);
  };
}
