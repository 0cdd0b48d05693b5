import { Dictionary, type ExpressionData } from "@actions/expressions/data/index";
import type { Json, JsonObject } from "../../json/json.ts";
import { foldCase } from "../../text/fold-case.ts";
import { nearest } from "../../text/nearest.ts";
import { ObjectData } from "./data.ts";

/** What expressions can see. Names are looked up without regard to letter case, an exact match first. */
export interface Scope {
  readonly inputs: JsonObject;
  /** Only steps that are over. */
  readonly steps: { readonly [id: string]: { readonly outputs: JsonObject; readonly status: string } };
  readonly run: { readonly id: string; readonly output_dir: string };
  readonly template: { readonly id: string; readonly version: string };
  /** `workspace.commit`, `workspace.kind`; `workspace` by itself is the text `workspace:`, the root of its paths. */
  readonly workspace: { readonly [property: string]: string };
  /** Exactly the names that the policy lists and that are set. */
  readonly env: { readonly [name: string]: Json };
}

/** A context object that says by name what it does not have, where the library would answer null. */
export class ContextData extends ObjectData {
  readonly missing: (key: string) => string;

  constructor(source: JsonObject, missing: (key: string, names: readonly string[]) => string) {
    super(source);
    this.missing = (key) => missing(key, Object.keys(source));
  }
}

class StepsData extends ContextData {
  private readonly steps: Scope["steps"];

  constructor(steps: Scope["steps"]) {
    super(steps as unknown as JsonObject, (id, names) => `the step \`${id}\` is not over${suggest(id, names)}`);
    this.steps = steps;
  }

  override get(key: string): ExpressionData | undefined {
    const id = Object.hasOwn(this.steps, key)
      ? key
      : Object.keys(this.steps).find((name) => foldCase(name) === foldCase(key));
    const step = id === undefined ? undefined : this.steps[id];
    return step && new StepData(id!, step);
  }
}

class StepData extends ContextData {
  private readonly outputs: ContextData;

  constructor(id: string, step: Scope["steps"][string]) {
    super({ outputs: step.outputs, status: step.status }, (key) => `a step has outputs and status, not \`${key}\``);
    this.outputs = new ContextData(
      step.outputs,
      (name, names) => `the step \`${id}\` (${step.status}) gave no output \`${name}\`${suggest(name, names)}`,
    );
  }

  override get(key: string): ExpressionData | undefined {
    return foldCase(key) === "OUTPUTS" ? this.outputs : super.get(key);
  }
}

function suggest(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near) return `; did you mean \`${near}\`?`;
  return names.length > 0 ? `; there is ${names.slice(0, 8).join(", ")}` : "";
}

/** The variables of the environment, and which of them were requested. */
class EnvironmentData extends ContextData {
  private readonly asked: Set<string>;

  constructor(env: Scope["env"], asked: Set<string>) {
    super(env, (name) => `the environment variable \`${name}\` is not set, or policy.env does not list it`);
    this.asked = asked;
  }

  override get(key: string): ExpressionData | undefined {
    this.asked.add(key);
    return super.get(key);
  }
}

/** A scope as the library sees it; `asked` collects the variables of the environment that were requested. */
export function rootOf(scope: Scope, asked = new Set<string>()): Dictionary {
  const named = (source: { readonly [key: string]: Json }, what: string): ContextData =>
    new ContextData(source, (key, names) => `there is no ${what} \`${key}\`${suggest(key, names)}`);
  return new Dictionary(
    { key: "inputs", value: named(scope.inputs, "input") },
    { key: "steps", value: new StepsData(scope.steps) },
    { key: "run", value: named(scope.run, "property of run") },
    { key: "template", value: named(scope.template, "property of template") },
    { key: "workspace", value: named(scope.workspace, "property of workspace") },
    { key: "env", value: new EnvironmentData(scope.env, asked) },
  );
}
