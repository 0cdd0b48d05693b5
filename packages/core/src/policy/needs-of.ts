import type { ActionSpec, Need } from "../action/spec.ts";
import type { Permissions } from "../template/model.ts";

/**
 * Everything a call would touch. A command of a template that declares the network needs it as well: what it does in there
 * cannot be known, so that the policy has to allow it and a person is asked.
 */
export function needsOf(spec: ActionSpec, params: unknown, permissions: Permissions | null): readonly Need[] {
  const needs = spec.needs(params);
  const reachesOut = permissions?.network === true && needs.some((need) => need.kind === "shell");
  return reachesOut ? [...needs, { kind: "network" }] : needs;
}
