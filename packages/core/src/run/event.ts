import type { ActionResult, StepFailure } from "../action/spec.ts";
import type { Sha256 } from "../digest/sha256.ts";
import type { JsonObject } from "../json/json.ts";
import type { Denial } from "../policy/decision.ts";
import type { ApprovalOutcome, StepRecord, StepStatus } from "../record/run-record.ts";
import type { ReadEntry } from "../record/workspace-identity.ts";
import type { RunPlan } from "./plan.ts";

/** What one attempt came to. Already redacted: this is what is persisted. */
export interface Attempted extends Omit<ActionResult, "status"> {
  readonly status: StepStatus;
  /** What it read of the workspace besides the commit, or of a folder without one. */
  readonly reads: readonly ReadEntry[];
  /** Paths of the workspace that it changed: what later steps read there is no property of the workspace. */
  readonly changed?: readonly string[];
  /** Digest of what its command saw of git besides the commit, null for nothing; absent when it started none. */
  readonly git?: Sha256 | null;
  readonly denials: readonly Denial[];
  readonly approval: ApprovalOutcome;
  /** Who said yes, and how; for the envelope. */
  readonly approvedBy: { readonly by: string; readonly via: string } | null;
  /** Milliseconds; for the envelope. */
  readonly durationMs: number;
  readonly worker: string | null;
}

/** What an executor answers: what happened, and what was read of the workspace and changed in it meanwhile. */
export type Performed = ActionResult & Pick<Attempted, "reads" | "changed" | "git">;

/** An attempt at which nothing was done, or nothing is known to be; `more` says what there is to say. */
export function nothingDone(status: StepStatus, more: Partial<Attempted> = {}): Attempted {
  return {
    status,
    outputs: {},
    artifacts: [],
    reads: [],
    volatile: {},
    denials: [],
    approval: { required: false, given: false, digest: null },
    approvedBy: null,
    durationMs: 0,
    worker: null,
    ...more,
  };
}

/** Failure code of a step that began and whose end nobody knows. */
export const INTERRUPTED = "interrupted";

/** Everything that can happen in a run. Persisted in this order, fed to the machine in this order, and again on resume. */
export type RunEvent =
  | { readonly kind: "planned"; readonly plan: RunPlan }
  /** Durable before the effect starts. An intent without its outcome is unknown. */
  | {
      readonly kind: "intent";
      readonly step: string;
      readonly attempt: number;
      readonly action: string;
      readonly params: JsonObject;
      readonly digest: Sha256;
    }
  | { readonly kind: "outcome"; readonly step: string; readonly attempt: number; readonly result: Attempted }
  /** A step whose outcome is unknown is to be performed again, as the same attempt. */
  | { readonly kind: "reopened"; readonly step: string }
  | { readonly kind: "cancelled" };

/** What a step came to, as its record says it. What it read and left behind as files is not said there. */
export function outcomeOf({ status, outputs, exitCode, failure, denials, approval }: StepRecord): Attempted {
  return nothingDone(status, {
    outputs,
    denials,
    approval,
    ...(exitCode === null ? {} : { exitCode }),
    // A record of another version may name a code that there is none of any more.
    ...(failure === null ? {} : { failure: failure as StepFailure }),
  });
}
