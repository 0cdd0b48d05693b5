import {
  type Attempted,
  dueEffects,
  type Envelope,
  INTERRUPTED,
  outcomeOf,
  type Perform,
  type ReadEntry,
  type RunRecord,
  type RunState,
  recordedCancel,
  type StepRecord,
  type WorkspaceIdentity,
} from "@sdetkit/core";
import { type CompletedRun, type RunExecution, reviewRun, runUntilBlocked } from "./execute-run.ts";
import { CLEAN_UP_OVER } from "./perform-action.ts";

/** What a record says that its run read, with the texts that its digests stand for. */
export interface RecordedReading {
  readonly identity: WorkspaceIdentity;
  readonly entries: readonly ReadEntry[];
  /** See `readGitState`. */
  readonly git: string;
}

/** What the ledger tells of a run. */
export interface ReplayedRun {
  readonly record: RunRecord;
  readonly envelope: Envelope;
  readonly reading: RecordedReading;
}

/**
 * Executes a run from its plan to its end and reviews it. What came to the recorded one from outside comes to it too: it is
 * cancelled where that was, and what was ended from outside is not performed but ends as it did.
 */
export async function executeAsRecorded(
  start: RunState,
  recorded: ReplayedRun,
  options: RunExecution,
): Promise<CompletedRun> {
  const cancel = recordedCancel(start, recorded.record);
  const ended = endedFromOutside(recorded);
  const knownOutcome = (effect: Perform) => (cancel?.holds(effect) ? "waiting" : ended(effect));
  const state = await runUntilBlocked(start, { ...options, knownOutcome });
  const isOpen = dueEffects(state).some(({ kind }) => kind === "perform");
  if (cancel === null || !isOpen) return reviewRun(state, options.config, options.execution);
  const cancelled = await runUntilBlocked(cancel.apply(state), { ...options, knownOutcome });
  return reviewRun(cancelled, options.config, options.execution);
}

/** What an attempt came to that something from outside ended; null for any other. */
function endedFromOutside({ record, envelope, reading }: ReplayedRun): (effect: Perform) => Attempted | null {
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
