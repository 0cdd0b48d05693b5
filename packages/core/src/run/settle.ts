import type { JsonObject } from "../json/json.ts";
import type { Denial } from "../policy/decision.ts";
import type { StepStatus } from "../record/run-record.ts";
import { isSecretName, mentionsSecret } from "../secret/secret-rule.ts";
import { ExpressionFailure, evaluateCondition, evaluateValue } from "../template/evaluate.ts";
import type { Scope } from "../template/expression/scope.ts";
import type { Step } from "../template/model.ts";
import { type Attempted, nothingDone } from "./event.ts";
import { type KeptValues, keptOf, type RunState, type StepState } from "./state.ts";

/** What `run.output_dir` is in expressions and records: the logical root, made a real path only where a process starts. */
export const OUTPUT_TOKEN = "output:";
/** What `run.id` is in expressions and records; the id itself is put in only at the edge. */
export const RUN_ID_TOKEN = "urn:sdetkit:run-id";

/**
 * Takes every step that waits only for steps that are over as far as pure reasoning can: to `ready` with its
 * parameters, or to `over` because its condition is false, an expression fails, or the budget is used up.
 */
export function settle(state: RunState): RunState {
  let steps: Map<string, StepState> | undefined;
  let current = state;
  let begun = attemptsBegun(state);
  for (const step of topological(state.plan.steps)) {
    if (current.steps.get(step.id)?.kind !== "pending") continue;
    if (!step.needs.every((id) => current.steps.get(id)?.kind === "over")) continue;
    const settled = settleStep(step, current, begun);
    if (settled.kind === "ready") begun += 1;
    steps ??= new Map(current.steps);
    steps.set(step.id, settled);
    current = { ...current, steps };
  }
  return current;
}

/** A cancel: what has not begun does not begin, but for steps whose condition asks for it. */
export function cancel(state: RunState): RunState {
  const steps = new Map(state.steps);
  for (const [id, step] of steps) {
    if (step.kind !== "ready") continue;
    steps.set(id, {
      kind: "over",
      attempts: step.attempt - 1,
      ...keptOf(step),
      result: nothingDone("cancelled"),
    });
  }
  return settle({ ...state, steps, cancelled: true });
}

function settleStep(step: Step, state: RunState, begun: number): StepState {
  const scope = scopeOf(state);
  const unusable = (result: Partial<Attempted> & { status: StepStatus }): StepState => ({
    kind: "over",
    attempts: 0,
    params: {},
    env: {},
    result: nothingDone(result.status, result),
  });
  try {
    if (!evaluateCondition(step.if, scope, ancestry(step, state))) return unusable({ status: "skipped" });
    const over = budgetDenial(state, begun);
    if (over) return unusable({ status: "denied", denials: [over] });
    const params = evaluateValue(step.with, scope) as JsonObject;
    const env = evaluateValue(step.env, scope) as JsonObject;
    const kept = keptValues(step, scope);
    return { kind: "ready", attempt: 1, params, env, ...(kept ? { kept } : {}) };
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error;
    return unusable({ status: "failed", failure: { code: "expression", message: error.message } });
  }
}

/**
 * What is kept of a step's values where secrets of the environment went into them. That a command is given one is known from
 * the name alone, so that the record is the same whatever its value; null when none is.
 */
function keptValues(step: Step, scope: Scope): KeptValues | null {
  const [given, inEnv] = [new Set<string>(), new Set<string>()];
  const hide = (secret: (name: string) => boolean, into: Set<string>) => (name: string) => {
    if (!secret(name)) return false;
    into.add(name);
    return true;
  };
  const params = evaluateValue(step.with, scope, hide(isSecretName, given)) as JsonObject;
  const env = evaluateValue(step.env, scope, hide(mentionsSecret, inEnv)) as JsonObject;
  return given.size + inEnv.size === 0 ? null : { params, env, given: [...given].sort() };
}

/** What expressions can see at this point of the run. */
export function scopeOf({ plan, steps }: RunState): Scope {
  const over: { [id: string]: { outputs: JsonObject; status: string } } = {};
  for (const [id, step] of steps) {
    if (step.kind === "over") over[id] = { outputs: step.result.outputs, status: step.result.status };
  }
  const { task, workspace } = plan;
  return {
    inputs: plan.inputs,
    steps: over,
    run: { id: RUN_ID_TOKEN, output_dir: OUTPUT_TOKEN },
    template: task.kind === "template" ? { id: task.id, version: task.version } : { id: task.name, version: "" },
    workspace: { commit: workspace.kind === "git" ? workspace.commit : "", kind: workspace.kind },
    env: plan.env,
  };
}

/** How the steps before this one went, for `success()`, `failure()` and `cancelled()`. */
function ancestry(step: Step, state: RunState): { failed: boolean; cancelled: boolean } {
  const byId = new Map(state.plan.steps.map((each) => [each.id, each]));
  const seen = new Set<string>();
  const queue = [...step.needs];
  let failed = false;
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const before = byId.get(id);
    if (seen.has(id) || !before) continue;
    seen.add(id);
    queue.push(...before.needs);
    const at = state.steps.get(id);
    if (at?.kind !== "over" || before.continueOnError) continue;
    if (at.result.status !== "succeeded" && at.result.status !== "skipped") failed = true;
  }
  return { failed, cancelled: state.cancelled };
}

/** Why the budgets forbid one more action; null when they do not. */
function budgetDenial({ plan }: RunState, begun: number): Denial | null {
  const { maxSteps, maxActions } = plan.budgets;
  if (plan.steps.length > maxSteps)
    return overBudget(`${plan.steps.length} steps are more than the ${maxSteps} allowed`, "max_steps");
  return begun >= maxActions ? overBudget(`the budget of ${maxActions} actions is used up`, "max_actions") : null;
}

function overBudget(message: string, key: string): Denial {
  const remedy = `raise policy.budgets.${key} in .sdetkit/config.yaml, or split the template`;
  return { rule: "budget", need: null, message, remedy };
}

/** Attempts that have ended, are in progress, or are about to begin. */
function attemptsBegun(state: RunState): number {
  const open = [...state.steps.values()].filter((step) => step.kind === "ready" || step.kind === "performing");
  return state.actions + open.length;
}

/** Steps with each one after those it needs; otherwise in workflow order. The plan is known to have no cycle. */
function topological(steps: readonly Step[]): readonly Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const ordered = new Set<Step>();
  const visit = (step: Step) => {
    for (const id of step.needs) {
      const before = byId.get(id);
      if (before && !ordered.has(before)) visit(before);
    }
    ordered.add(step);
  };
  for (const step of steps) visit(step);
  return [...ordered];
}
