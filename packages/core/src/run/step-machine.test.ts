import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INTERRUPTED, type RunEvent } from "./event.ts";
import { type RunState, stateOf } from "./state.ts";
import { begin, dueEffects, reduce, statusOf, unknownSteps } from "./step-machine.ts";
import { planOf, resultOf, stepOf } from "./testing/plan-of.ts";

const due = (state: RunState) =>
  dueEffects(state).map((effect) => (effect.kind === "perform" ? effect.step.id : effect.status));
const outcome = (step: string, more = {}, attempt = 1): RunEvent => ({
  kind: "outcome",
  step,
  attempt,
  result: resultOf(more),
});
const play = (state: RunState, ...events: RunEvent[]) => events.reduce(reduce, state);
const chain = (...ids: string[]) =>
  ids.map((id, index) => stepOf(id, { needs: ids.slice(Math.max(0, index - 1), index) }));

describe("machine", () => {
  it("runs a chain in order and ends", () => {
    let state = begin(planOf(chain("a", "b")));
    expect(due(state)).toEqual(["a"]);
    state = play(state, outcome("a"));
    expect(due(state)).toEqual(["b"]);
    expect(due(play(state, outcome("b")))).toEqual(["succeeded"]);
  });

  it("offers independent steps together", () => {
    expect(due(begin(planOf([stepOf("a"), stepOf("b"), stepOf("c", { needs: ["a", "b"] })])))).toEqual(["a", "b"]);
  });

  it("skips what comes after a failure, but for always() and failure()", () => {
    const steps = [
      ...chain("a", "b"),
      stepOf("c", { needs: ["b"], if: "always()" }),
      stepOf("d", { needs: ["a"], if: "failure()" }),
    ];
    const state = play(begin(planOf(steps)), outcome("a", { status: "failed" }));
    expect(due(state)).toEqual(["c", "d"]);
    expect(stateOf(state, "b")).toMatchObject({ kind: "over", result: { status: "skipped" } });
  });

  it("carries outputs to later steps with their type", () => {
    const steps = [
      stepOf("a-1"),
      stepOf("b", {
        needs: ["a-1"],
        with: { n: "${{ steps.a-1.outputs.count }}", t: "n=${{steps.a-1.outputs.count}}" },
      }),
    ];
    const state = play(begin(planOf(steps)), outcome("a-1", { outputs: { count: 3 } }));
    expect(dueEffects(state)).toMatchObject([{ params: { n: 3, t: "n=3" } }]);
  });

  it("fails a step whose expression has no value, naming it", () => {
    const steps = [stepOf("a"), stepOf("b", { needs: ["a"], with: { n: "${{ steps.a.outputs.nope }}" } })];
    const state = play(begin(planOf(steps)), outcome("a"));
    expect(stateOf(state, "b")).toMatchObject({
      kind: "over",
      attempts: 0,
      result: { status: "failed", failure: { code: "expression" } },
    });
    expect(statusOf(state)).toBe("failed");
  });

  it("retries as often as the step says, waiting in between", () => {
    const state = play(
      begin(planOf([stepOf("a", { retry: { max: 1, delaySeconds: 7 } })])),
      outcome("a", { status: "failed" }),
    );
    expect(dueEffects(state)).toMatchObject([{ attempt: 2, delaySeconds: 7 }]);
    expect(due(play(state, outcome("a", { status: "failed" }, 2)))).toEqual(["failed"]);
  });

  it("never retries a denial nor an unknown effect", () => {
    const plan = planOf([stepOf("a", { retry: { max: 3, delaySeconds: 0 } })]);
    expect(due(play(begin(plan), outcome("a", { status: "denied" })))).toEqual(["denied"]);
    const failure = { code: INTERRUPTED, message: "" };
    expect(due(play(begin(plan), outcome("a", { status: "failed", failure })))).toEqual(["failed"]);
  });

  it("accepts a failure under continue-on-error, and never a denial", () => {
    const steps = [stepOf("a", { continueOnError: true }), stepOf("b", { needs: ["a"] })];
    expect(due(play(begin(planOf(steps)), outcome("a", { status: "failed" }), outcome("b")))).toEqual(["succeeded"]);
    expect(statusOf(play(begin(planOf(steps)), outcome("a", { status: "denied" }), outcome("b")))).toBe("denied");
  });

  it("begins nothing after a cancel", () => {
    const state = play(begin(planOf(chain("a", "b"))), { kind: "cancelled" });
    expect(due(state)).toEqual(["cancelled"]);
    expect(stateOf(state, "a")).toMatchObject({ kind: "over", attempts: 0, result: { status: "cancelled" } });
  });

  it("still performs after a cancel what asks for it, to the end, and tells the executor so", () => {
    const steps = [
      stepOf("a"),
      stepOf("b", { needs: ["a"] }),
      stepOf("clean", { needs: ["b"], if: "always()" }),
      stepOf("say", { needs: ["clean"], if: "cancelled()" }),
    ];
    const state = play(begin(planOf(steps)), { kind: "cancelled" });
    expect(dueEffects(state)).toMatchObject([{ step: { id: "clean" }, afterCancel: true }]);
    const cleaned = play(state, outcome("clean"));
    expect(due(cleaned)).toEqual(["say"]);
    expect(due(play(cleaned, outcome("say")))).toEqual(["cancelled"]);
  });

  it("denies what the budgets forbid", () => {
    const few = planOf(chain("a", "b"), { budgets: { maxSteps: 100, maxActions: 1 } });
    expect(due(play(begin(few), outcome("a")))).toEqual(["denied"]);
    const short = planOf(chain("a", "b"), { budgets: { maxSteps: 1, maxActions: 100 } });
    expect(stateOf(begin(short), "a")).toMatchObject({
      kind: "over",
      result: { status: "denied", denials: [{ rule: "budget" }] },
    });
  });

  it("knows after a crash which steps are unknown, and can open them again", () => {
    const intent = {
      kind: "intent",
      step: "a",
      attempt: 1,
      action: "test.do",
      params: {},
      digest: "" as never,
    } as const;
    const state = play(begin(planOf([stepOf("a")])), intent);
    expect(dueEffects(state)).toEqual([]);
    expect(unknownSteps(state).map((step) => step.id)).toEqual(["a"]);
    expect(due(reduce(state, { kind: "reopened", step: "a" }))).toEqual(["a"]);
  });

  it("always comes to an end, whatever the graph and the outcomes, and never offers a step before what it needs", () => {
    const graph = fc.array(fc.tuple(fc.array(fc.nat()), fc.constantFrom(undefined, "always()", "failure()")), {
      minLength: 1,
      maxLength: 8,
    });
    const ends = fc.infiniteStream(fc.constantFrom("succeeded", "failed", "denied"));
    fc.assert(
      fc.property(graph, ends, (shape, outcomes) => {
        const steps = shape.map(([needs, condition], index) =>
          stepOf(`s${index}`, {
            needs: index === 0 ? [] : [...new Set(needs.map((need) => `s${need % index}`))],
            ...(condition ? { if: condition } : {}),
          }),
        );
        let state = begin(planOf(steps));
        for (let guard = 0; guard < 20; guard += 1) {
          const [effect] = dueEffects(state);
          if (effect?.kind === "finish") return true;
          if (!effect) return false;
          if (!effect.step.needs.every((id) => stateOf(state, id).kind === "over")) return false;
          state = reduce(state, outcome(effect.step.id, { status: outcomes.next().value }));
        }
        return false;
      }),
    );
  });
});
