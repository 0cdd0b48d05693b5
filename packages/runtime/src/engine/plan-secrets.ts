import {
  begin,
  isSecretName,
  mentionsSecret,
  REDACTED,
  type RunEvent,
  type RunPlan,
  type Step,
  type StoredSecret,
  scopeOf,
  secretFromEnvironment,
  secretsInPlan,
  type Template,
} from "@sdetkit/core";
import { actionSpecs } from "../action/registry.ts";
import type { Redactor } from "../redact/types.ts";
import { evaluateKnown } from "./evaluate-known.ts";

const TEMPLATE = "the template";

/** The plan, and where it and its template hold secrets of the caller's: they would be stored, so no step begins. */
export function withSecrets(plan: RunPlan, template: Template | null, redactor: Redactor): RunPlan {
  const variables = redactor.variablesIn(template?.source.text ?? "");
  const inTemplate = variables.length === 0 ? [] : [{ where: TEMPLATE, variables }];
  const secrets = [...secretsInPlan(plan, redactor), ...inTemplate];
  return secrets.length === 0 ? plan : { ...plan, secrets };
}

/**
 * What a run of the plan would be refused for, as far as it can be known before: values of the caller's variables that it would keep,
 * and secret variables that no command is given.
 */
export function refusedSecrets(plan: RunPlan, redactor: Redactor): readonly string[] {
  const known = plan.secrets ?? [];
  const found = known.length > 0 ? known : plan.steps.flatMap((step) => secretsInStep(step, plan, redactor));
  return [...new Set(found.map((each) => secretFromEnvironment(each).message))];
}

/** What a step's expressions bring in. */
function secretsInStep(step: Step, plan: RunPlan, redactor: Redactor): StoredSecret[] {
  const scope = scopeOf(begin(plan));
  const given = new Set<string>();
  const isGiven = (variable: string): boolean => {
    if (!isSecretName(variable)) return false;
    given.add(variable);
    return true;
  };
  const params = evaluateKnown(step.with, scope, isGiven).value;
  const env = evaluateKnown(step.env, scope, mentionsSecret).value;
  const places = [
    { where: `step ${step.id}, with`, variables: redactor.variablesIn(params) },
    { where: `step ${step.id}, env`, variables: redactor.variablesIn(env) },
  ];
  // A command may be given one, and it is kept as `[redacted]`.
  if (actionSpecs.get(step.action)?.capability !== "shell")
    places.push({ where: `step ${step.id}, with`, variables: [...given].sort() });
  return places.filter(({ variables }) => variables.length > 0);
}

/** Whether the template's source may be kept beside the record. */
export function mayKeepTemplate({ secrets = [] }: RunPlan): boolean {
  return !secrets.some(({ where }) => where === TEMPLATE);
}

/** The plan as the journal keeps it: without secrets, and without variables that are known to be one by their name. */
export function plannedEvent(plan: RunPlan, redactor: Redactor): RunEvent {
  return redactor.json<RunEvent>({ kind: "planned", plan: { ...plan, env: journalEnvironment(plan.env, redactor) } });
}

/** The plan of a journal, with the secret variables that it does not keep from the environment as it is now, if that still fits. */
export function restoredPlan(plan: RunPlan, now: RunPlan["env"], redactor: Redactor): RunPlan {
  const journalled = journalEnvironment(now, redactor);
  const env = Object.entries(plan.env).map(([name, kept]) => [name, journalled[name] === kept ? now[name] : kept]);
  return { ...plan, env: Object.fromEntries(env) };
}

function journalEnvironment(env: RunPlan["env"], redactor: Redactor): { [name: string]: string } {
  const kept = Object.entries(env).map(([name, value]) => [
    name,
    mentionsSecret(name) ? REDACTED : redactor.text(value),
  ]);
  return Object.fromEntries(kept);
}
