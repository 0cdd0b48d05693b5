import { child, entriesOf, itemsOf, mapOf, scalarOf, type YamlMap, type YamlNode } from "../yaml/yaml-node.ts";
import { readActionReference } from "./action-reference.ts";
import type { Action, Job, Permissions, Step, Trigger, Workflow } from "./definition.ts";

/** Reads what has the shape of a workflow; what has another shape is left out. */
export function readWorkflow(path: string, source: string, root: YamlMap): Workflow {
  return {
    kind: "workflow",
    path,
    source,
    root,
    triggers: readTriggers(child(root, "on")),
    permissions: readPermissions(child(root, "permissions")),
    env: child(root, "env"),
    jobs: entriesOf(child(root, "jobs")).flatMap(({ key, value }) =>
      value.kind === "map" ? [readJob(key, value)] : [],
    ),
  };
}

/** Reads the steps of an action that is a composite one; any other has none. */
export function readAction(path: string, source: string, root: YamlMap): Action {
  const inputs = entriesOf(child(root, "inputs")).map(({ key }) => key.text.toLowerCase());
  return {
    kind: "action",
    path,
    source,
    root,
    steps: readSteps(child(child(root, "runs"), "steps"), null),
    inputs: new Set(inputs),
  };
}

function readTriggers(node: YamlNode | null): readonly Trigger[] {
  if (node?.kind === "map") {
    return node.entries.map(({ key, value }) => ({ name: key.text, node: key, config: value }));
  }
  return itemsOf(node).flatMap((item) =>
    item.kind === "scalar" ? [{ name: item.text, node: item, config: null }] : [],
  );
}

function readPermissions(node: YamlNode | null): Permissions | null {
  if (node?.kind === "scalar") {
    if (node.text === "write-all") return { kind: "all", level: "write", node };
    if (node.text === "read-all") return { kind: "all", level: "read", node };
    return null;
  }
  if (node?.kind !== "map") return null;
  const scopes = node.entries.map((entry) => ({
    name: entry.key.text,
    level: entry.value.kind === "scalar" ? entry.value.text : "",
    entry,
  }));
  return { kind: "scopes", scopes, node };
}

function readJob(key: Job["key"], node: YamlMap): Job {
  const uses = scalarOf(child(node, "uses"));
  const job = {
    kind: "job",
    id: key.text,
    key,
    node,
    condition: scalarOf(child(node, "if")),
    needs: itemsOf(child(node, "needs")).flatMap((item) => (item.kind === "scalar" ? [item.text] : [])),
    permissions: readPermissions(child(node, "permissions")),
    env: child(node, "env"),
    uses: uses && readActionReference(uses),
    with: mapOf(child(node, "with")),
    steps: [] as Step[],
  } satisfies Job;
  job.steps.push(...readSteps(child(node, "steps"), job));
  return job;
}

/** Steps in order; those of a `parallel` group follow one another. */
function readSteps(node: YamlNode | null, job: Job | null): Step[] {
  const steps: Step[] = [];
  const read = (list: YamlNode | null, depth: number): void => {
    if (list?.kind !== "list" || depth > 3) return;
    for (const item of list.items) {
      if (item.kind !== "map") continue;
      const group = child(item, "parallel");
      if (group) read(group, depth + 1);
      else steps.push(readStep(item, job, steps.length));
    }
  };
  read(node, 0);
  return steps;
}

function readStep(node: YamlMap, job: Job | null, index: number): Step {
  const uses = scalarOf(child(node, "uses"));
  return {
    kind: "step",
    node,
    job,
    index,
    id: scalarOf(child(node, "id"))?.text ?? null,
    name: scalarOf(child(node, "name")),
    condition: scalarOf(child(node, "if")),
    uses: uses && readActionReference(uses),
    with: mapOf(child(node, "with")),
    run: scalarOf(child(node, "run")),
    shell: scalarOf(child(node, "shell")),
    env: child(node, "env"),
  };
}
