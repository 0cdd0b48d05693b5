import type { ActionSpec } from "../action/spec.ts";
import type { JsonObject } from "../json/json.ts";
import { REDACTED, SECRET_FROM_ENVIRONMENT } from "../secret/secret-rule.ts";
import { type Attempted, nothingDone } from "./event.ts";
import type { RunPlan, StoredSecret } from "./plan.ts";
import type { Effect } from "./step-machine.ts";

/** How secrets are told from other text. */
export interface SecretPorts {
  /** Takes every secret out of what is shown, and of text outside of the hash. */
  redact<T>(value: T): T;
  /** Takes out of what a record holds what looks like a secret to everybody; never what only this caller knows to be one. */
  recorded<T>(value: T): T;
  /** Names of the caller's variables whose values a JSON value holds. */
  variablesIn(value: unknown): readonly string[];
}

type Failure = NonNullable<Attempted["failure"]>;

/** The failure of whatever would store values of the caller's variables: a record that left them out would depend on who runs it. */
export function secretFromEnvironment({ where, variables }: StoredSecret): Failure {
  const names = variables.join(" and ");
  const message = `${where}: expected no secrets, found the value of ${names} from the environment; take it out, or unset ${names}`;
  return { code: SECRET_FROM_ENVIRONMENT, message };
}

/** The places of a plan that would store values of the caller's variables. */
export function secretsInPlan(
  { inputs, steps, outputs }: Pick<RunPlan, "inputs" | "steps" | "outputs">,
  { variablesIn }: Pick<SecretPorts, "variablesIn">,
): StoredSecret[] {
  const places: [string, unknown][] = [
    ...Object.entries(inputs).map(([name, value]): [string, unknown] => [`inputs.${name}`, value]),
    ...steps.map((step): [string, unknown] => [`step ${step.id}`, step]),
    ["outputs", outputs],
  ];
  return places.map(([where, value]) => ({ where, variables: variablesIn(value) })).filter(found);
}

function found({ variables }: StoredSecret): boolean {
  return variables.length > 0;
}

/** Why an attempt must not even begin: what it was told holds a secret that would be stored. Null when there is no reason. */
export function secretToStore(
  plan: RunPlan,
  { step, params, env, kept }: Effect & { kind: "perform" },
  { capability }: Pick<ActionSpec, "capability">,
  ports: Pick<SecretPorts, "variablesIn">,
): Failure | null {
  const places = { with: kept?.params ?? params, env: kept?.env ?? env };
  const inStep = Object.entries(places).map(([where, value]) => ({ where, variables: ports.variablesIn(value) }));
  const [stored] = [...(plan.secrets ?? []), ...inStep].filter(found);
  if (stored) return secretFromEnvironment(stored);
  if (kept && kept.given.length > 0 && capability !== "shell") {
    const message = `with: expected no secrets, got ${kept.given.join(" and ")} of the environment; only a command may be given one`;
    return { code: SECRET_FROM_ENVIRONMENT, message };
  }
  if (capability !== "write" || step.redact || !isMarked(params) || isMarked(step.with)) return null;
  const message = `with: expected what an earlier step read, found ${REDACTED} in the place of a secret; read no secrets, or write redact: true in the step`;
  return { code: "secret-in-artifact", message };
}

function isMarked(value: JsonObject): boolean {
  return JSON.stringify(value).includes(REDACTED);
}

/** The outcome of an attempt as it may be kept: a result that holds a value of the caller's variables is a failure that names them. */
export function withoutSecrets(attempted: Attempted, ports: SecretPorts): Attempted {
  const { volatile, ...kept } = attempted;
  const { outputs, artifacts, reads } = attempted;
  const places = { outputs, artifacts, reads, failure: attempted.failure ?? null, denials: attempted.denials };
  const [stored] = Object.entries(places)
    .map(([where, value]) => ({ where, variables: ports.variablesIn(value) }))
    .filter(found);
  if (!stored) return { ...ports.recorded(kept), volatile: ports.redact(volatile) };
  const ended = attempted.status === "succeeded" || attempted.status === "failed";
  return nothingDone(ended ? "failed" : attempted.status, {
    ...attempted,
    status: ended ? "failed" : attempted.status,
    ...(attempted.failure && !ended ? { failure: ports.redact(attempted.failure) } : {}),
    ...(ended ? { failure: secretFromEnvironment(stored) } : {}),
    outputs: {},
    artifacts: artifacts.filter((artifact) => ports.variablesIn(artifact).length === 0),
    reads: [],
    denials: ports.redact(attempted.denials),
    volatile: ports.redact(volatile),
  });
}
