import type { FaultCode } from "@sdetkit/core";
import type { Refusal } from "@sdetkit/runtime";
import { withoutTexts } from "../conversations/omit-user-text.ts";
import type { Outcome } from "./outcome.ts";

/** What a sync or somebody's next commit may mend: tried again. Anything else is wrong for this event for ever. */
const PASSING: ReadonlySet<FaultCode> = new Set(["unknown-template", "invalid-template"]);
const MOST = 5;

/** The outcome of an event whose task was refused; it says which inputs did not fit, and not what stood in them. */
export function refusedOutcome({ code, message, diagnostics, suggestions }: Refusal): Outcome {
  const [best] = suggestions;
  const details = diagnostics.slice(0, MOST).map((each) => withoutTexts(each.message));
  const problem = [
    message,
    ...(details.length > 0 ? [`: ${details.join("; ")}`] : []),
    ...(best ? [`; did you mean ${best.task}?`] : []),
  ].join("");
  return { kind: PASSING.has(code) ? "later" : "failed", code, problem };
}
