import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "../record/run-record.ts";
import type { Step } from "../template/model.ts";
import { stepRecord } from "./build-record.ts";
import { nothingDone, outcomeOf, type RunEvent } from "./event.ts";
import type { Perform } from "./gate.ts";
import { recordedCancel } from "./recorded-cancel.ts";
import { type RunState, stateOf } from "./state.ts";
import { begin, dueEffects, reduce, statusOf } from "./step-machine.ts";
import { planOf, resultOf, stepOf } from "./testing/plan-of.ts";

type Told = Pick<RunRecord, "status" | "steps">;

const ENDED = nothingDone("cancelled", { failure: { code: "cancelled", message: "the run was cancelled" } });
const outcome = (step: string, result = resultOf(), attempt = 1): RunEvent => ({
  kind: "outcome",
  step,
  attempt,
  result,
});
const intent = ({ step, attempt, params }: Perform): RunEvent => {
  return { kind: "intent", step: step.id, attempt, action: step.action, params, digest: planOf([]).task.digest };
};
const due = (state: RunState) => dueEffects(state).filter((effect): effect is Perform => effect.kind === "perform");
const over = (state: RunState) => [...state.steps.values()].every(({ kind }) => kind === "over");
const told = (state: RunState): Told => ({
  status: statusOf(state),
  steps: state.plan.steps.map((step) => stepRecord(step, state)),
});

/** Replays a record as an executor would: whatever is not held is performed, and comes to what the record says. */
function replay(steps: readonly Step[], record: Told): RunState {
  let state = begin(planOf(steps));
  const cancel = recordedCancel(state, record);
  for (;;) {
    const free = due(state).find((effect) => !cancel?.holds(effect));
    if (free) {
      const step = record.steps.find(({ id }) => id === free.step.id)!;
      // What was cancelled while it waited to be tried again had failed each time.
      const failed = free.attempt < step.attempts || (step.status === "cancelled" && step.failure === null);
      state = reduce(state, outcome(step.id, failed ? resultOf({ status: "failed" }) : outcomeOf(step), free.attempt));
    } else if (due(state).length > 0 && cancel) state = cancel.apply(state);
    else return state;
  }
}

describe("recordedCancel", () => {
  it("is null for a run that was not cancelled", () => {
    const steps = [stepOf("a")];
    const state = reduce(begin(planOf(steps)), outcome("a"));
    expect(recordedCancel(begin(planOf(steps)), told(state))).toBeNull();
  });

  it.each<[string, Step[], RunEvent[]]>([
    ["before anything began", [stepOf("a"), stepOf("b")], [{ kind: "cancelled" }]],
    [
      "in the middle of a step, with one that cleans up",
      [stepOf("a"), stepOf("b", { needs: ["a"], if: "cancelled()" })],
      [intentFor("a"), { kind: "cancelled" }, outcome("a", ENDED), outcome("b")],
    ],
    [
      "while a step waited to be tried again",
      [stepOf("a", { retry: { max: 2, delaySeconds: 9 } })],
      [outcome("a", resultOf({ status: "failed" })), { kind: "cancelled" }],
    ],
    [
      "while a step was in progress that ended by itself",
      [stepOf("a"), stepOf("b", { needs: ["a"] })],
      [intentFor("a"), { kind: "cancelled" }, outcome("a")],
    ],
    ["while the last step was in progress", [stepOf("a")], [intentFor("a"), { kind: "cancelled" }, outcome("a")]],
    [
      "while a step failed that would have been tried again",
      [stepOf("a", { retry: { max: 1, delaySeconds: 0 } })],
      [intentFor("a"), { kind: "cancelled" }, outcome("a", resultOf({ status: "failed" }))],
    ],
  ])("finds one %s", (_, steps, events) => {
    const was = told(events.reduce(reduce, begin(planOf(steps))));
    expect(told(replay(steps, was))).toEqual(was);
  });

  it("finds one anywhere in runs of parallel steps of any form", () => {
    fc.assert(
      fc.property(plans, fc.array(fc.nat(99), { minLength: 40, maxLength: 40 }), fc.nat(12), (steps, choices, at) => {
        const was = told(play(begin(planOf(steps)), choices, at));
        expect(told(replay(steps, was))).toEqual(was);
      }),
      { numRuns: 500 },
    );
  });
});

function intentFor(id: string): RunEvent {
  return intent(due(begin(planOf([stepOf(id)])))[0]!);
}

/** Steps that need any of those before them, under any condition. */
const plans = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(4), { maxLength: 2 }),
      if: fc.constantFrom(undefined, "always()", "cancelled()", "failure()"),
      retries: fc.nat(1),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) =>
    all.map(({ needs, retries, ...step }, index) =>
      stepOf(`s${index}`, {
        needs: index === 0 ? [] : [...new Set(needs.map((each) => `s${each % index}`))],
        retry: { max: retries, delaySeconds: 0 },
        ...(step.if ? { if: step.if } : {}),
      }),
    ),
  );

/** Executes a run by chance: begins what is due, ends what is in progress, and cancels after so many events. */
function play(start: RunState, choices: readonly number[], cancelAt: number): RunState {
  let state = start;
  for (const [index, choice] of choices.entries()) {
    if (index === cancelAt && !over(state)) state = reduce(state, { kind: "cancelled" });
    const ready = due(state);
    const going = state.plan.steps.filter(({ id }) => stateOf(state, id).kind === "performing");
    const options = [
      ...ready.map(intent),
      ...going.map(({ id }) => {
        const at = stateOf(state, id);
        const attempt = at.kind === "performing" ? at.attempt : 1;
        // Whatever is in progress and does not end well is ended by a cancel.
        const bad = state.cancelled
          ? ENDED
          : resultOf({ status: "failed", failure: { code: "exit-code", message: "x" } });
        return outcome(id, choice % 3 === 0 ? bad : resultOf(), attempt);
      }),
    ];
    if (options.length === 0) break;
    state = reduce(state, options[choice % options.length]!);
  }
  return state;
}
