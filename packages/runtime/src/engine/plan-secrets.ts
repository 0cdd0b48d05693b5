import { mentionsSecret, REDACTED, type RunEvent, type RunPlan, secretsInPlan, type Template } from "@sdetkit/core";
import type { Redactor } from "../action/contract.ts";

const TEMPLATE = "the template";

/** The plan, and where it and its template hold secrets of the caller's: they would be stored, so no step begins. */
export function withSecrets(plan: RunPlan, template: Template | null, redactor: Redactor): RunPlan {
  const variables = redactor.variablesIn(template?.source.text ?? "");
  const inTemplate = variables.length === 0 ? [] : [{ where: TEMPLATE, variables }];
  const secrets = [...secretsInPlan(plan, redactor), ...inTemplate];
  return secrets.length === 0 ? plan : { ...plan, secrets };
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
