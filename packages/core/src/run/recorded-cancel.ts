import type { RunRecord, StepRecord } from "../record/run-record.ts";
import type { Step } from "../template/model.ts";
import type { RunEvent } from "./event.ts";
import { outcomeOf } from "./event.ts";
import type { Perform } from "./gate.ts";
import { settle } from "./settle.ts";
import { type RunState, type StepState, stateOf } from "./state.ts";
import { dueEffects, reduce } from "./step-machine.ts";

/** Where the cancel of a recorded run lies, as seen from its steps: the record says how they ended, not in which order. */
export interface RecordedCancel {
  /** Whether an attempt was in progress, or still to begin, when the run was cancelled. */
  holds(attempt: Perform): boolean;
  /** Cancels a run in which only such attempts are left. Those that had begun are due again: after the cancel. */
  apply(state: RunState): RunState;
}

type Recorded = ReadonlyMap<string, StepRecord>;

/**
 * Finds the cancel of a recorded run: plays the record through the machine, and leaves open each step that was cancelled and
 * each whose end, had it come before the cancel, would have led to something else than the record says. Null when the record
 * names no cancel.
 */
export function recordedCancel(start: RunState, record: Pick<RunRecord, "status" | "steps">): RecordedCancel | null {
  if (record.status !== "cancelled" && !record.steps.some(({ status }) => status === "cancelled")) return null;
  const recorded: Recorded = new Map(record.steps.map((step) => [step.id, step]));
  const open = openAtCancel(start, recorded);
  return {
    holds: ({ step, attempt, afterCancel }) =>
      !afterCancel && attempt >= (open.get(step.id) ?? Number.POSITIVE_INFINITY),
    apply: (state) => {
      const begun = dueEffects(state).filter(
        (effect): effect is Perform => effect.kind === "perform" && hadBegun(effect, recorded.get(effect.step.id)),
      );
      const { digest } = state.plan.task;
      const events: RunEvent[] = [
        ...begun.map(({ step: { id, action }, attempt, params }): RunEvent => {
          return { kind: "intent", step: id, attempt, action, params, digest };
        }),
        { kind: "cancelled" },
        ...begun.map(({ step }): RunEvent => ({ kind: "reopened", step: step.id })),
      ];
      return events.reduce(reduce, state);
    },
  };
}

/** The steps that were not over when the run was cancelled, with the attempt that was in progress or about to begin. */
function openAtCancel(start: RunState, recorded: Recorded): ReadonlyMap<string, number> {
  const open = new Map<string, number>();
  const early = overAtCancel(start, recorded);
  let state = start;
  for (;;) {
    const due = dueEffects(state).flatMap((effect) => {
      const step = effect.kind === "perform" ? recorded.get(effect.step.id) : undefined;
      return step === undefined || open.has(step.id) ? [] : [step];
    });
    // Of steps that cannot all have ended before, those are left open that need not have.
    const step = due.find(({ id }) => early.has(id)) ?? due[0];
    if (step === undefined) return open;
    const then = reduce(state, endOf(step));
    if (step.status === "cancelled") open.set(step.id, wasEnded(step) ? step.attempts : step.attempts + 1);
    else if (contradicts(then, state, recorded)) open.set(step.id, lastAttempt(step));
    else state = then;
  }
}

/** The steps that must have been over: those before each step that began, or was skipped, as it would not have been after a cancel. */
function overAtCancel({ plan, ...start }: RunState, recorded: Recorded): ReadonlySet<string> {
  const ended = new Map(start.steps);
  for (const step of recorded.values()) {
    const { id, attempts, params, env } = step;
    if (ended.has(id)) ended.set(id, { kind: "over", attempts, params, env, result: outcomeOf(step) });
  }
  const wasDecided = ({ id }: Step) => {
    const step = recorded.get(id);
    if (step === undefined) return false;
    if (step.status === "cancelled" && !wasEnded(step)) return true;
    const after = settle({ ...start, plan, steps: new Map(ended).set(id, { kind: "pending" }), cancelled: true });
    return isSkipped(stateOf(after, id)) !== (step.status === "skipped");
  };
  const early = new Set(plan.steps.filter(wasDecided).flatMap(({ needs }) => needs));
  // A set is walked to its end, also over what is added meanwhile.
  for (const id of early)
    for (const before of plan.steps.find((step) => step.id === id)?.needs ?? []) early.add(before);
  return early;
}

/** Whether a run that has got so far without a cancel cannot be the recorded one, which was cancelled. */
function contradicts(then: RunState, before: RunState, recorded: Recorded): boolean {
  const steps = [...then.steps];
  if (steps.every(([, { kind }]) => kind === "over")) return true;
  return steps.some(([id, at]) => {
    const step = recorded.get(id);
    if (step === undefined || at.kind === "pending") return false;
    // It would be tried once more.
    if (at.kind === "ready" && at.attempt > lastAttempt(step)) return true;
    if (stateOf(before, id).kind !== "pending") return false;
    return isSkipped(at) !== (step.status === "skipped");
  });
}

function isSkipped(at: StepState): boolean {
  return at.kind === "over" && at.result.status === "skipped";
}

function hadBegun({ attempt }: Perform, step: StepRecord | undefined): boolean {
  if (step === undefined || attempt !== lastAttempt(step)) return false;
  return step.status === "cancelled" ? wasEnded(step) : step.status !== "skipped";
}

/** Whether the cancel ended it in progress; else it had not begun, or waited to be tried again. */
function wasEnded({ status, failure }: StepRecord): boolean {
  return status === "cancelled" && failure !== null;
}

function endOf(step: StepRecord): RunEvent {
  return { kind: "outcome", step: step.id, attempt: lastAttempt(step), result: outcomeOf(step) };
}

/** A step that was denied counts no attempt. */
function lastAttempt({ attempts }: StepRecord): number {
  return Math.max(1, attempts);
}
