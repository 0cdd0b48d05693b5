import type { JsonObject } from "../json/json.ts";
import type { RunStatus } from "../record/run-record.ts";
import { SECRET_FROM_ENVIRONMENT } from "../secret/secret-rule.ts";
import type { Step } from "../template/model.ts";
import { type Attempted, INTERRUPTED, type RunEvent } from "./event.ts";
import type { RunPlan } from "./plan.ts";
import { cancel, settle } from "./settle.ts";
import { type KeptValues, keptOf, type RunState, type StepState, stateOf } from "./state.ts";

/** What has to be done next by whoever executes: in this process, or as durable steps somewhere else. */
export type Effect =
  | {
      readonly kind: "perform";
      readonly step: Step;
      readonly attempt: number;
      readonly params: JsonObject;
      readonly env: JsonObject;
      readonly kept?: KeptValues;
      /** How long to wait first, in seconds. */
      readonly delaySeconds: number;
      /** It is due because the run was cancelled or all the same: `always()`, `cancelled()`. The cancel does not end it. */
      readonly afterCancel: boolean;
    }
  | { readonly kind: "finish"; readonly status: RunStatus };

/** The state of a run that has just been planned. */
export function begin(plan: RunPlan): RunState {
  const steps = new Map<string, StepState>(plan.steps.map((step) => [step.id, { kind: "pending" }]));
  return settle({ plan, steps, actions: 0, cancelled: false });
}

/** Applies one event. Pure: the same state and event give the same state, so a recorded history rebuilds a run. */
export function reduce(state: RunState, event: RunEvent): RunState {
  switch (event.kind) {
    case "planned":
      return begin(event.plan);
    case "intent":
      return withStep(state, event.step, (step) =>
        step.kind === "ready" ? { ...step, kind: "performing", attempt: event.attempt } : step,
      );
    case "outcome":
      return settle(withOutcome(state, event));
    case "reopened":
      return withStep(state, event.step, (step) => (step.kind === "performing" ? { ...step, kind: "ready" } : step));
    case "cancelled":
      return cancel(state);
  }
}

/** The effects that are due. Empty while everything due is in progress. */
export function dueEffects(state: RunState): readonly Effect[] {
  const effects: Effect[] = [];
  for (const step of state.plan.steps) {
    const at = stateOf(state, step.id);
    if (at.kind !== "ready") continue;
    const delaySeconds = at.attempt > 1 ? step.retry.delaySeconds : 0;
    effects.push({
      kind: "perform",
      step,
      attempt: at.attempt,
      params: at.params,
      env: at.env,
      ...(at.kept ? { kept: at.kept } : {}),
      delaySeconds,
      afterCancel: state.cancelled,
    });
  }
  if (effects.length > 0) return effects;
  const over = [...state.steps.values()].every((step) => step.kind === "over");
  return over ? [{ kind: "finish", status: statusOf(state) }] : [];
}

/** Steps whose outcome is unknown: an intent without an outcome. */
export function unknownSteps(state: RunState): readonly Step[] {
  return state.plan.steps.filter((step) => stateOf(state, step.id).kind === "performing");
}

/** How a run ended: the worst that came of its steps, leaving out failures that `continue-on-error` accepts. */
export function statusOf(state: RunState): RunStatus {
  const seen = new Set<string>();
  for (const step of state.plan.steps) {
    const at = stateOf(state, step.id);
    if (at.kind !== "over") continue;
    if (step.continueOnError && isAcceptable(at.result)) continue;
    seen.add(at.result.status);
  }
  if (seen.has("denied")) return "denied";
  if (state.cancelled) return "cancelled";
  if (seen.has("timed-out")) return "timed-out";
  return seen.has("failed") ? "failed" : "succeeded";
}

/**
 * A denial is never accepted: "ok" must not hide that something was refused. Nor is a secret of the caller's, which another
 * caller does not have: all runs that succeed have one hash.
 */
function isAcceptable({ status, failure }: Attempted): boolean {
  return status !== "denied" && failure?.code !== SECRET_FROM_ENVIRONMENT;
}

function withOutcome(state: RunState, event: RunEvent & { kind: "outcome" }): RunState {
  const definition = state.plan.steps.find((step) => step.id === event.step);
  const counted = { ...state, actions: state.actions + 1 };
  return withStep(counted, event.step, (step) => {
    if (step.kind !== "ready" && step.kind !== "performing") return step;
    const again = definition !== undefined && mayRetry(definition, event, state.cancelled);
    if (again) return { ...step, kind: "ready", attempt: event.attempt + 1 };
    return {
      kind: "over",
      attempts: event.result.status === "denied" ? 0 : event.attempt,
      ...keptOf(step),
      result: event.result,
    };
  });
}

function mayRetry(step: Step, event: RunEvent & { kind: "outcome" }, cancelled: boolean): boolean {
  const { status, failure } = event.result;
  // An unknown effect is not repeated by a retry rule: nobody knows that it failed.
  return (
    !cancelled &&
    failure?.code !== INTERRUPTED &&
    failure?.code !== SECRET_FROM_ENVIRONMENT &&
    (status === "failed" || status === "timed-out") &&
    event.attempt <= step.retry.max
  );
}

function withStep(state: RunState, id: string, change: (step: StepState) => StepState): RunState {
  return { ...state, steps: new Map(state.steps).set(id, change(stateOf(state, id))) };
}
