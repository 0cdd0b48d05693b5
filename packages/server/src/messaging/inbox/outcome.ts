import { FAULTS, Fault, type FaultCode } from "@sdetkit/core";
import { MOST_ATTEMPTS } from "../backoff.ts";
import { cleanProblem } from "../conversations/clean-json.ts";

/** Why nothing came of an event. */
export interface Trouble {
  readonly code: FaultCode;
  readonly problem: string;
}

/** What working off an event came to. */
export type Outcome =
  /** A run was started, by this attempt or an earlier one. */
  | { readonly kind: "started"; readonly run: string }
  /** A person was answered, and no run was started by what they said. */
  | { readonly kind: "answered" }
  /** The channel's condition leaves it out. */
  | { readonly kind: "skipped" }
  /** It may go well on another try. */
  | ({ readonly kind: "later" } & Trouble)
  /** It will not. */
  | ({ readonly kind: "failed" } & Trouble);

export const CHANNEL_REMOVED: Outcome = {
  kind: "failed",
  code: "channel-removed",
  problem: "the channel was removed",
};

/** The code of what is a defect, or nobody's business but of those who run the server. */
export const INTERNAL = "internal" satisfies FaultCode;

/** What became of an attempt: an event that went wrong once too often has failed. @param attempts made before. */
export function settled(outcome: Outcome, attempts: number): Outcome {
  if (outcome.kind !== "later" || attempts + 1 < MOST_ATTEMPTS) return outcome;
  const { code, problem } = outcome;
  return { kind: "failed", code, problem: `${problem}; given up after ${MOST_ATTEMPTS} tries` };
}

/** What an error is to whoever looks for its event. */
export function troubleOf(error: unknown): Trouble {
  const code = error instanceof Fault && isTold(error) ? error.code : INTERNAL;
  return { code, problem: cleanProblem(error) };
}

/** Whether a Fault is about what the tenant has, and not about this machine. */
function isTold({ code }: Fault): boolean {
  const { status } = FAULTS[code];
  return (status !== undefined && status < 500) || code === "database-away";
}
