import {
  type Attempted,
  type Envelope,
  INTERRUPTED,
  next,
  outcomeOf,
  type Perform,
  type ReadEntry,
  type RunRecord,
  type RunState,
  recordedCancel,
  type StepRecord,
  type WorkspaceIdentity,
} from "@sdetkit/core";
import { advance, type Drive, type Driven, reviewed } from "./drive.ts";
import { CLEAN_UP_OVER } from "./perform-action.ts";

/** What a record says that its run read, with the texts that its digests stand for. */
export interface RecordedReading {
  readonly identity: WorkspaceIdentity;
  readonly entries: readonly ReadEntry[];
  /** See `readGitState`. */
  readonly git: string;
}

/** What the ledger tells of a run. */
export interface Told {
  readonly record: RunRecord;
  readonly envelope: Envelope;
  readonly reading: RecordedReading;
}

/**
 * Drives a run from its plan to its end and reviews it. What came to the recorded one from outside comes to it too: it is
 * cancelled where that was, and what was ended from outside is not performed but ends as it did.
 */
export async function driveAsTold(start: RunState, told: Told, options: Drive): Promise<Driven> {
  const cancel = recordedCancel(start, told.record);
  const ended = endedFromOutside(told);
  const foretold = (effect: Perform) => (cancel?.holds(effect) ? "waiting" : ended(effect));
  const state = await advance(start, { ...options, foretold });
  const isOpen = next(state).some(({ kind }) => kind === "perform");
  if (cancel === null || !isOpen) return reviewed(state, options.hands);
  return reviewed(await advance(cancel.apply(state), { ...options, foretold }), options.hands);
}

/** What an attempt came to that something from outside ended; null for any other. */
function endedFromOutside({ record, envelope, reading }: Told): (effect: Perform) => Attempted | null {
  const steps = new Map(record.steps.map((step) => [step.id, step]));
  return ({ step: { id }, attempt, afterCancel }) => {
    const step = steps.get(id);
    if (step === undefined || step.attempts !== attempt) return null;
    // Nothing is known of it, also not what it read.
    if (step.failure?.code === INTERRUPTED) return outcomeOf(step);
    if (!afterCancel || !isEndedByCancel(step)) return null;
    const { git } = reading.identity.reads === undefined ? { git: null } : reading.identity;
    const { volatile = {} } = envelope.steps.find((each) => each.id === id) ?? {};
    return { ...outcomeOf(step), reads: reading.entries, git, volatile };
  };
}

function isEndedByCancel({ status, failure }: StepRecord): boolean {
  return status === "cancelled" || failure?.message === CLEAN_UP_OVER;
}
