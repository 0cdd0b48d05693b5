import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from "../yaml/yaml-node.ts";
import type { ActionReference } from "./action-reference.ts";

/** What the token may do: everything by a word, or a level for each scope. */
export type Permissions =
  | { readonly kind: "all"; readonly level: "read" | "write"; readonly node: YamlNode }
  | {
      readonly kind: "scopes";
      readonly scopes: readonly { readonly name: string; readonly level: string; readonly entry: YamlEntry }[];
      readonly node: YamlNode;
    };

/** An event that starts a workflow. */
export interface Trigger {
  readonly name: string;
  /** Where its name stands. */
  readonly node: YamlScalar;
  readonly config: YamlNode | null;
}

/** A step of a job or of a composite action. */
export interface Step {
  readonly kind: "step";
  readonly node: YamlMap;
  /** Null in a composite action. */
  readonly job: Job | null;
  readonly index: number;
  readonly id: string | null;
  readonly name: YamlScalar | null;
  readonly condition: YamlScalar | null;
  readonly uses: ActionReference | null;
  readonly with: YamlMap | null;
  readonly run: YamlScalar | null;
  readonly shell: YamlScalar | null;
  readonly env: YamlNode | null;
}

/** A job: with steps of its own, or a call of a reusable workflow (`uses`). */
export interface Job {
  readonly kind: "job";
  readonly id: string;
  readonly key: YamlScalar;
  readonly node: YamlMap;
  readonly condition: YamlScalar | null;
  readonly needs: readonly string[];
  /** As the job states them; null when it does not. */
  readonly permissions: Permissions | null;
  readonly env: YamlNode | null;
  readonly uses: ActionReference | null;
  readonly with: YamlMap | null;
  readonly steps: readonly Step[];
}

/** A file below `.github/workflows`. */
export interface Workflow {
  readonly kind: "workflow";
  readonly path: string;
  readonly source: string;
  readonly root: YamlMap;
  readonly triggers: readonly Trigger[];
  readonly permissions: Permissions | null;
  readonly env: YamlNode | null;
  readonly jobs: readonly Job[];
}

/** An `action.yml`; only a composite one has steps. */
export interface Action {
  readonly kind: "action";
  readonly path: string;
  readonly source: string;
  readonly root: YamlMap;
  readonly steps: readonly Step[];
  /** Names of its inputs in lower case. */
  readonly inputs: ReadonlySet<string>;
}

/** What runs on GitHub's runners. */
export type Definition = Workflow | Action;

/** Every step of a definition, in the order of the file. */
export function stepsOf(definition: Definition): readonly Step[] {
  return definition.kind === "action" ? definition.steps : definition.jobs.flatMap(({ steps }) => steps);
}

/** Whether an event of the given names starts the workflow. */
export function startsOn(workflow: Workflow, ...events: readonly string[]): boolean {
  return workflow.triggers.some(({ name }) => events.includes(name));
}
