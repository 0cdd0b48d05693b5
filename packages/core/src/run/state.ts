import type { Artifact } from "../action/spec.ts";
import type { JsonObject } from "../json/json.ts";
import type { Attempted } from "./event.ts";
import type { RunPlan } from "./plan.ts";

/** What is shown and kept of a step's parameters and environment: without what was made of the caller's secrets. */
export interface KeptValues {
  readonly params: JsonObject;
  readonly env: JsonObject;
  /** The secret variables that the parameters were made of, sorted. */
  readonly given: readonly string[];
}

/** A step's values as its action gets them; `kept` where something else is shown and kept. */
interface StepValues {
  readonly params: JsonObject;
  readonly env: JsonObject;
  readonly kept?: KeptValues;
}

/** Where one step is. */
export type StepState =
  | { readonly kind: "pending" }
  /** May be performed now, with these parameters. `attempt` counts from 1. */
  | ({ readonly kind: "ready"; readonly attempt: number } & StepValues)
  /** An intent is durable, its outcome is not: in progress, or unknown after a crash. */
  | ({ readonly kind: "performing"; readonly attempt: number } & StepValues)
  | {
      readonly kind: "over";
      readonly attempts: number;
      /** As they are kept. */
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

/** Where a step is. Throws on an id that the plan does not have: a bug. */
export function stateOf(state: RunState, id: string): StepState {
  const step = state.steps.get(id);
  if (!step) throw new Error(`no step ${id} in this plan`);
  return step;
}

/** A step's values as they are shown and kept. */
export function keptOf({ params, env, kept }: StepValues): { readonly params: JsonObject; readonly env: JsonObject } {
  return { params: kept?.params ?? params, env: kept?.env ?? env };
}

/** Every artifact of a run so far, in workflow order; a path that was written twice appears twice. */
export function artifactsOf(state: RunState): readonly Artifact[] {
  return state.plan.steps.flatMap(({ id }) => {
    const at = stateOf(state, id);
    return at.kind === "over" ? at.result.artifacts : [];
  });
}
