import { actionInterface } from "../data/action-interfaces.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import type { Job, Step, Workflow } from "../model/definition.ts";
import { versionOf } from "../model/version-of.ts";
import {
  child,
  entriesOf,
  itemsOf,
  scalarOf,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from "../yaml/yaml-node.ts";
import { ANY, arrayOf, BOOLEAN, either, mapOf, NULL, NUMBER, objectOf, STRING, type Type } from "./expression-type.ts";
import { inferType } from "./infer-type.ts";

/** Where an expression stands, as far as its contexts depend on it. */
export interface ContextPlace {
  readonly job: Job | null;
  /** The step, or how many steps of the job have run; all of them when null. */
  readonly step: Step | null;
  /** The name of an input of `workflow_call` whose default this is: it sees the inputs before it. */
  readonly inputDefault: string | null;
}

const STRINGS = mapOf(STRING);

const GITHUB_TEXTS =
  "action action_path action_ref action_repository action_status actor actor_id api_url base_ref env event_name event_path graphql_url head_ref job job_workflow_sha output path ref ref_name ref_type repository repository_id repository_owner repository_owner_id repository_visibility repositoryurl run_attempt run_id run_number secret_source server_url sha state step_summary token triggering_actor workflow workflow_ref workflow_sha workspace";

const RUNNER = objectOf(
  Object.fromEntries(
    "arch debug environment name os temp tool_cache workspace".split(" ").map((name) => [name, STRING]),
  ),
);
const JOB = objectOf({
  check_run_id: NUMBER,
  container: objectOf({ id: STRING, network: STRING }),
  services: mapOf(objectOf({ id: STRING, network: STRING, ports: STRINGS })),
  status: STRING,
  workflow_file_path: STRING,
  workflow_ref: STRING,
  workflow_repository: STRING,
  workflow_sha: STRING,
});
const STRATEGY = objectOf({ "fail-fast": BOOLEAN, "job-index": NUMBER, "job-total": NUMBER, "max-parallel": NUMBER });

/** The contexts of GitHub's expressions. */
export const contextNames: ReadonlySet<string> = new Set([
  "env",
  "github",
  "inputs",
  "job",
  "jobs",
  "matrix",
  "needs",
  "runner",
  "secrets",
  "steps",
  "strategy",
  "vars",
]);

/** A workflow with more jobs or steps than these is not written by hand: what they give is not worked out. */
const MOST = 500;

/** The type of a context at a place of a workflow. */
export function contextType(workflow: Workflow, name: string, place: ContextPlace): Type {
  switch (name) {
    case "github":
      return github(workflow);
    case "env":
    case "vars":
      return STRINGS;
    case "secrets":
      return secrets(workflow);
    case "runner":
      return RUNNER;
    case "job":
      return JOB;
    case "strategy":
      return STRATEGY;
    case "inputs":
      return inputs(workflow, place.inputDefault);
    case "matrix":
      return place.job ? matrix(workflow, place.job) : ANY;
    case "needs":
      return place.job && workflow.jobs.length <= MOST ? needs(workflow, place.job) : ANY;
    case "jobs":
      if (workflow.jobs.length > MOST) return ANY;
      return objectOf(Object.fromEntries(workflow.jobs.map((job) => [job.id, outcome(job)])));
    case "steps":
      return place.job && place.job.steps.length <= MOST ? steps(workflow, place.job, place.step) : ANY;
    default:
      return ANY;
  }
}

function triggerConfig(workflow: Workflow, event: string): YamlNode | null {
  return workflow.triggers.find(({ name }) => name === event)?.config ?? null;
}

function github(workflow: Workflow): Type {
  const dispatched = entriesOf(child(triggerConfig(workflow, "workflow_dispatch"), "inputs"));
  const isDispatched = workflow.triggers.some(({ name }) => name === "workflow_dispatch");
  const alone = isDispatched && workflow.triggers.length === 1;
  const event =
    isDispatched && (alone || dispatched.length > 0)
      ? objectOf({ inputs: objectOf(Object.fromEntries(dispatched.map(({ key }) => [key.text, STRING]))) }, ANY)
      : ANY;
  return objectOf({
    ...Object.fromEntries(GITHUB_TEXTS.split(" ").map((name) => [name, STRING])),
    event,
    ref_protected: BOOLEAN,
    artifact_cache_size_limit: NUMBER,
    retention_days: NUMBER,
  });
}

/** A workflow that is called knows the secrets that it declares; with `secrets: inherit` there may be others. */
function secrets(workflow: Workflow): Type {
  const trigger = workflow.triggers.find(({ name }) => name === "workflow_call");
  const declared =
    trigger?.config?.kind === "map" ? trigger.config.entries.find(({ key }) => key.text === "secrets") : undefined;
  if (!declared || workflow.triggers.length > 1) return STRINGS;
  const names = entriesOf(declared.value).map(({ key }) => [key.text, STRING] as const);
  return objectOf({
    ...Object.fromEntries(names),
    actions_runner_debug: STRING,
    actions_step_debug: STRING,
    github_token: STRING,
  });
}

const INPUT_TYPES: { readonly [type: string]: Type } = {
  boolean: BOOLEAN,
  number: NUMBER,
  string: STRING,
  choice: STRING,
  environment: STRING,
};

function inputs(workflow: Workflow, before: string | null): Type {
  const all = ["workflow_call", "workflow_dispatch"].flatMap((event) => {
    const declared = entriesOf(child(triggerConfig(workflow, event), "inputs"));
    const end = before === null ? -1 : declared.findIndex(({ key }) => key.text === before);
    return end < 0 ? declared : event === "workflow_call" ? declared.slice(0, end) : [];
  });
  const types = new Map<string, Type>();
  for (const { key, value } of all) {
    const stated = scalarOf(child(value, "type"))?.text;
    const type = stated === undefined ? ANY : (INPUT_TYPES[stated] ?? ANY);
    const known = types.get(key.text.toLowerCase());
    types.set(key.text.toLowerCase(), known ? either(known, type) : type);
  }
  return objectOf(Object.fromEntries(types));
}

function outcome(job: Job): Type {
  const names = entriesOf(child(job.node, "outputs")).map(({ key }) => [key.text, STRING] as const);
  // What a called workflow hands out stands in its own file.
  return objectOf({ outputs: job.uses ? mapOf(STRING) : objectOf(Object.fromEntries(names)), result: STRING });
}

function needs(workflow: Workflow, job: Job): Type {
  const wanted = new Set(job.needs.map((name) => name.toLowerCase()));
  return objectOf(
    Object.fromEntries(
      workflow.jobs.filter(({ id }) => wanted.has(id.toLowerCase())).map((each) => [each.id, outcome(each)]),
    ),
  );
}

function steps(workflow: Workflow, job: Job, until: Step | null): Type {
  const before = until ? job.steps.filter(({ index }) => index < until.index) : job.steps;
  const known = before.flatMap((step) =>
    step.id === null
      ? []
      : [[step.id, objectOf({ conclusion: STRING, outcome: STRING, outputs: outputsOf(workflow, step) })] as const],
  );
  return objectOf(Object.fromEntries(known));
}

function outputsOf(workflow: Workflow, { uses }: Step): Type {
  const known = uses?.kind === "repository" ? actionInterface(uses, versionOf(workflow.source, uses)) : null;
  return known?.outputs ? objectOf(Object.fromEntries(known.outputs.map((name) => [name, STRING]))) : mapOf(STRING);
}

function matrix(workflow: Workflow, job: Job): Type {
  const node = child(child(job.node, "strategy"), "matrix");
  if (!node) return objectOf({});
  if (node.kind !== "map") return ANY;
  const types = new Map<string, Type>();
  const add = ({ key }: YamlEntry, type: Type): void => {
    const known = types.get(key.text.toLowerCase());
    types.set(key.text.toLowerCase(), known ? either(known, type) : type);
  };
  let open = false;
  for (const entry of node.entries) {
    if (entry.key.text === "exclude") continue;
    if (entry.key.text !== "include") {
      const items = entry.value.kind === "list" ? entry.value.items.map((item) => typeOfYaml(workflow, item)) : null;
      add(entry, items?.reduce<Type | null>((sum, each) => (sum ? either(sum, each) : each), null) ?? ANY);
      continue;
    }
    if (entry.value.kind !== "list") open = true;
    for (const item of itemsOf(entry.value)) {
      if (item.kind !== "map") open = true;
      for (const included of entriesOf(item)) add(included, typeOfYaml(workflow, included.value));
    }
  }
  return objectOf(Object.fromEntries(types), open ? ANY : null);
}

/** What an expression gives that is a value of the matrix as a whole; a text when it is a part of one. */
function typeOfValue(workflow: Workflow, node: YamlScalar): Type {
  const [only] = findExpressions(workflow.source, node);
  if (!only || only.start > 0 || only.end < node.text.length) return STRING;
  if (!only.tree) return ANY;
  const nowhere: ContextPlace = { job: null, step: null, inputDefault: null };
  const scope = {
    contexts: ["github", "inputs", "needs", "vars"],
    typeOf: (name: string) => contextType(workflow, name, nowhere),
    known: contextNames,
    functions: new Set<string>(),
  };
  return inferType(only.tree, scope, () => {});
}

function typeOfYaml(workflow: Workflow, node: YamlNode): Type {
  if (node.kind === "list")
    return arrayOf(
      node.items
        .map((item) => typeOfYaml(workflow, item))
        .reduce<Type | null>((sum, each) => (sum ? either(sum, each) : each), null) ?? ANY,
    );
  if (node.kind === "map")
    return objectOf(Object.fromEntries(node.entries.map(({ key, value }) => [key.text, typeOfYaml(workflow, value)])));
  if (node.text.includes("${{")) return typeOfValue(workflow, node);
  return node.type === "number" ? NUMBER : node.type === "boolean" ? BOOLEAN : node.type === "null" ? NULL : STRING;
}
