import type { JsonObject } from "../json.ts";
import type { Attempted } from "./event.ts";
import type { RunPlan } from "./plan.ts";

/** Where one step stands. */
export type StepState =
  | { readonly kind: "pending" }
  /** May be performed now, with these parameters. `attempt` counts from 1. */
  | { readonly kind: "ready"; readonly attempt: number; readonly params: JsonObject; readonly env: JsonObject }
  /** An intent is durable, its outcome is not: in progress, or unknown after a crash. */
  | { readonly kind: "performing"; readonly attempt: number; readonly params: JsonObject; readonly env: JsonObject }
  | {
      readonly kind: "over";
      readonly attempts: number;
      readonly params: JsonObject;
      readonly env: JsonObject;
      readonly result: Attempted;
    };

/** The whole state of a run. A value: `machine` never changes it, it answers the next one. */
export interface RunState {
  readonly plan: RunPlan;
  readonly steps: ReadonlyMap<string, StepState>;
  /** Attempts that have ended, against `budgets.maxActions`. */
  readonly actions: number;
  readonly cancelled: boolean;
}

/** Where a step stands. Throws on an id that the plan does not have: a bug. */
export function stateOf(state: RunState, id: string): StepState {
  const step = state.steps.get(id);
  if (!step) throw new Error(`no step ${id} in this plan`);
  return step;
}
