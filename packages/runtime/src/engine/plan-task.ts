import { isDeepStrictEqual } from "node:util";
import {
  type ActionSpec,
  begin,
  type Config,
  type Decision,
  decide,
  formatLogicalPath,
  needsOf,
  type Policy,
  parseParams,
  type RunPlan,
  type Scope,
  type Step,
  scopeOf,
} from "@sdetkit/core";
import { actionSpecs } from "../action/registry.ts";
import type { Layout } from "../files/workspace-layout.ts";
import { createRedactor } from "../redact/create-redactor.ts";
import { secretsFromEnvironment } from "../redact/secrets-from-environment.ts";
import type { Redactor } from "../redact/types.ts";
import { findRepository } from "../workspace/repository.ts";
import { ignoredIn } from "../workspace/source-filter.ts";
import { allowedEnvironment } from "./engine-context.ts";
import { evaluateKnown } from "./evaluate-known.ts";
import { refusedSecrets, withSecrets } from "./plan-secrets.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { workspaceNow } from "./run-task.ts";
import type { Catalogue, OpenOptions, PlanAnswer, PlannedStep, RunRequest } from "./types.ts";

/** Understands a task and shows what it would do. */
export async function planTask(
  request: RunRequest,
  catalogue: Catalogue,
  layout: Layout,
  config: Config,
  env: OpenOptions["env"],
): Promise<PlanAnswer> {
  const prepared = prepare(request, catalogue);
  if (prepared.kind === "refused") return prepared;
  const redactor = createRedactor({ secrets: secretsFromEnvironment(env) });
  const plan = prepared.plan({
    text: redactor.text(request.task),
    workspace: await workspaceNow(layout),
    env: allowedEnvironment(config, env),
    budgets: config.policy.budgets,
  });
  const described = describePlan(prepared, plan, config, redactor);
  const commands = described.steps.some((step) => step.commands.length > 0) && config.sandbox !== "off";
  const ignored = commands ? await ignoredNow(layout.root) : [];
  const secrets = refusedSecrets(withSecrets(plan, prepared.template, redactor), redactor);
  return {
    ...described,
    steps: described.steps.map((step) => withHidden(step, plan, ignored)),
    ...(secrets.length === 0 ? {} : { secrets, runnable: false }),
  };
}

/** What git ignores in the workspace: commands do not see it unless a step declares it. */
async function ignoredNow(root: string): Promise<readonly string[]> {
  if ((await findRepository(root)) === null) return [];
  return (await ignoredIn(root)).filter((path) => path !== ".sdetkit" && !path.startsWith(".sdetkit/")).sort();
}

function withHidden(step: PlannedStep, plan: RunPlan, ignored: readonly string[]): PlannedStep {
  const declared = new Set(plan.steps.find(({ id }) => id === step.id)?.inputs ?? []);
  const hidden = ignored.filter((path) => !declared.has(path));
  return step.commands.length === 0 || hidden.length === 0 ? step : { ...step, hidden };
}

/** Shows every step, write and command with the policy's answer. Runs nothing. */
export function describePlan(
  prepared: Prepared,
  plan: RunPlan,
  config: Config,
  redactor: Redactor,
): PlanAnswer & { kind: "planned" } {
  const scope = scopeOf(begin(plan));
  const steps = plan.steps.map((step) => redactor.json(describeStep(step, scope, plan, config)));
  const { template } = prepared;
  return {
    kind: "planned",
    task: plan.text,
    template: template && {
      id: template.id,
      version: template.version,
      title: template.title,
      digest: template.digest,
    },
    inputs: redactor.json(prepared.inputs),
    steps,
    runnable: steps.every(({ decision }) => decision.kind !== "deny") && plan.steps.length <= plan.budgets.maxSteps,
  };
}

function describeStep(step: Step, scope: Scope, plan: RunPlan, { policy }: Config): PlannedStep {
  const { value, open } = evaluateKnown(step.with, scope);
  const spec = actionSpecs.get(step.action);
  const parsed = spec && parseParams(spec, value);
  const certain = spec && open ? certainDenial(spec, step, scope, plan, policy) : null;
  const shown = {
    id: step.id,
    name: step.name,
    action: step.action,
    needs: step.needs,
    condition: step.if ?? null,
  };
  if (!spec || !parsed?.success) {
    const preview = `${step.action} ${JSON.stringify(value)}`;
    return { ...shown, preview, writes: [], commands: [], network: false, decision: certain ?? { kind: "later" } };
  }
  const needs = needsOf(spec, parsed.data, plan.permissions);
  const answer = decide({ policy, permissions: plan.permissions, needs });
  const asked =
    answer.kind === "allow" && step.approval
      ? ({ kind: "approval", why: ["the template asks for an approval"] } as const)
      : answer;
  return {
    ...shown,
    preview: spec.preview(parsed.data),
    writes: needs.flatMap((need) => (need.kind === "write" ? [formatLogicalPath(need.path)] : [])),
    commands: needs.flatMap((need) => (need.kind === "shell" ? [need.argv] : [])),
    network: needs.some((need) => need.kind === "network"),
    decision: open && asked.kind === "deny" ? (certain ?? { kind: "later" }) : asked,
  };
}

/** Two texts that most parameters take, to see which needs do not depend on what earlier steps will give. */
const STAND_INS = ["xxxx", "yyyy"] as const;

/** The denial of what a step needs whatever earlier steps give; null when there is none. */
function certainDenial(
  spec: ActionSpec,
  step: Step,
  scope: Scope,
  plan: RunPlan,
  policy: Policy,
): (Decision & { readonly kind: "deny" }) | null {
  const [some, others] = STAND_INS.map((text) => {
    const parsed = parseParams(spec, evaluateKnown(step.with, scope, undefined, () => text).value);
    return parsed.success ? needsOf(spec, parsed.data, plan.permissions) : [];
  });
  const needs = some?.filter((need) => others?.some((other) => isDeepStrictEqual(need, other))) ?? [];
  const answer = decide({ policy, permissions: plan.permissions, needs });
  return answer.kind === "deny" ? answer : null;
}
