import type { Artifact } from "../action/spec.ts";
import { type RunState, stateOf } from "./state.ts";

/** Every artifact of a run so far, in workflow order; a path that was written twice stands twice. */
export function artifactsOf(state: RunState): readonly Artifact[] {
  return state.plan.steps.flatMap(({ id }) => {
    const at = stateOf(state, id);
    return at.kind === "over" ? at.result.artifacts : [];
  });
}
