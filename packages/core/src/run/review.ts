import type { Artifact } from "../action/spec.ts";
import type { Sha256 } from "../digest/sha256.ts";
import type { JsonObject } from "../json/json.ts";
import type { ReviewCheck, RunRecord } from "../record/run-record.ts";
import { isSecretName } from "../secret/secret-rule.ts";
import { ExpressionFailure, evaluateValue } from "../template/evaluate.ts";
import { scopeOf } from "./settle.ts";
import { artifactsOf, type RunState, stateOf } from "./state.ts";
import { statusOf } from "./step-machine.ts";

/** What the reviewer found: its verdict, every check, and the declared outputs as they came out. */
export interface Review {
  readonly reviewer: RunRecord["reviewer"];
  readonly outputs: JsonObject;
}

/**
 * Checks that what was promised exists: no denial, no accepted failure, at least one step done, each artifact with its
 * digest, each declared output. `observed` answers the digest of an artifact as it lies on disk now, or null.
 */
export function review(state: RunState, observed: (artifact: Artifact) => Sha256 | null): Review {
  const status = statusOf(state);
  const { outputs, missing } = declaredOutputs(state);
  const lost = latestOf(artifactsOf(state)).filter((artifact) => observed(artifact) !== artifact.sha256);
  const succeeded = count(state, "succeeded");
  const checks: ReviewCheck[] = [
    check("no action was denied", status !== "denied", "denied steps", namesOf(state, "denied")),
    check("every step ended well", status === "succeeded", "run", status === "succeeded" ? [] : [status]),
    check("something was done", succeeded > 0, "steps that succeeded", succeeded > 0 ? [] : ["0"]),
    check(
      "every artifact is there with its digest",
      lost.length === 0,
      "missing or changed",
      lost.map((each) => each.path),
    ),
    check("every declared output has a value", missing.length === 0, "without a value", missing),
  ];
  return { reviewer: { verdict: checks.every((each) => each.ok) ? "accepted" : "rejected", checks }, outputs };
}

function check(name: string, ok: boolean, what: string, found: readonly string[]): ReviewCheck {
  return { check: name, ok, detail: ok ? "" : `${what}: ${found.join(", ")}` };
}

function namesOf(state: RunState, status: string): string[] {
  return state.plan.steps.filter((step) => statusOfStep(state, step.id) === status).map((step) => step.id);
}

function count(state: RunState, status: string): number {
  return namesOf(state, status).length;
}

function statusOfStep(state: RunState, id: string): string {
  const at = stateOf(state, id);
  return at.kind === "over" ? at.result.status : at.kind;
}

/** A path written twice in one run: the last one is what has to be there. */
function latestOf(artifacts: readonly Artifact[]): readonly Artifact[] {
  return [...new Map(artifacts.map((artifact) => [artifact.path, artifact])).values()];
}

function declaredOutputs(state: RunState): { outputs: JsonObject; missing: string[] } {
  const scope = scopeOf(state);
  const outputs: { [name: string]: JsonObject[string] } = {};
  const missing: string[] = [];
  for (const [name, value] of Object.entries(state.plan.outputs)) {
    try {
      outputs[name] = evaluateValue(value, scope, isSecretName);
    } catch (error) {
      if (!(error instanceof ExpressionFailure)) throw error;
      missing.push(name);
    }
  }
  return { outputs, missing };
}
