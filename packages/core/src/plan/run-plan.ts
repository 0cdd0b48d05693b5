import type { Hashing } from "../digest/sha256.ts";
import { digestOf } from "../json/canonical-json.ts";
import type { JsonObject } from "../json/json.ts";
import type { RecordedWorkspace } from "../record/run-record.ts";
import type { RunPlan } from "../run/plan.ts";
import type { Step, Template } from "../template/model.ts";

/** What every plan needs besides its task. */
export interface PlanContext {
  readonly text: string;
  readonly workspace: RecordedWorkspace;
  readonly env: { readonly [name: string]: string };
  readonly budgets: RunPlan["budgets"];
}

/** The plan of a template with resolved inputs. */
export function planTemplate(template: Template, inputs: JsonObject, context: PlanContext): RunPlan {
  const { id, version, digest, workflow, outputs, permissions } = template;
  return { ...context, task: { kind: "template", id, version, digest }, inputs, steps: workflow, outputs, permissions };
}

/** The plan of one action that a person asked for: a workflow of a single step, under the policy alone. */
export function planAction(name: string, params: JsonObject, context: PlanContext, hashing: Hashing): RunPlan {
  const step: Step = {
    id: "action",
    name,
    action: name,
    with: literal(params),
    needs: [],
    env: {},
    retry: { max: 0, delaySeconds: 0 },
    continueOnError: false,
    place: { line: 1, column: 1, length: 1 },
  };
  const digest = digestOf({ action: name, params }, hashing);
  return {
    ...context,
    task: { kind: "action", name, digest },
    inputs: {},
    steps: [step],
    outputs: {},
    permissions: null,
  };
}

/** Parameters that a person typed are data: `${{` in them is text, never an expression. */
function literal<T>(value: T): T {
  if (typeof value === "string") return value.replaceAll("${{", "${{ '${{' }}") as T;
  if (Array.isArray(value)) return value.map(literal) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)])) as T;
}
