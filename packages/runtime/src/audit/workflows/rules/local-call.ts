import { type Observation, repositoryDefinitionRule } from "../definition-rule.ts";
import { contextReferences } from "../expression/context-path.ts";
import { expressionsIn } from "../expression/find-expressions.ts";
import { joinedPath, missingFiles } from "../lint/missing-files.ts";
import type { ActionReference } from "../model/action-reference.ts";
import { type Definition, type Step, stepsOf, type Workflow } from "../model/definition.ts";
import type { DefinitionFile } from "../model/repository-definitions.ts";
import { child, entriesOf, scalarOf, type YamlEntry, type YamlNode } from "../yaml/yaml-node.ts";

type Files = ReadonlyMap<string, DefinitionFile>;

export const localCall = repositoryDefinitionRule(
  {
    id: "workflow-call",
    title: "Own actions and workflows are called as they ask",
    severity: "warning",
    protects:
      "GitHub ignores an input that an action does not have and gives an empty text for an output that it does not set; a call of a workflow with a wrong or missing input stops the whole run.",
    fix: "Correct the path or the name, by the action.yml or the workflow that is called.",
    examples: [
      {
        name: "an input that the action does not have, and one that it asks for",
        found: {
          ".github/workflows/test.yml": `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: ./setup
        with:
          versoin: "24"
`,
          "setup/action.yml": `name: setup
description: Prepares the build
inputs:
  version:
    description: Which one
    required: true
runs:
  using: node24
  main: index.js
`,
          "setup/index.js": "",
        },
        repaired: {
          ".github/workflows/test.yml": `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: ./setup
        with:
          version: "24"
`,
          "setup/action.yml": `name: setup
description: Prepares the build
inputs:
  version:
    description: Which one
    required: true
runs:
  using: node24
  main: index.js
`,
          "setup/index.js": "",
        },
      },
      {
        name: "a workflow that is not there",
        found: { ".github/workflows/test.yml": "on: push\njobs:\n  call:\n    uses: ./.github/workflows/gone.yml\n" },
        repaired: {
          ".github/workflows/test.yml": "on: push\njobs:\n  call:\n    uses: ./.github/workflows/here.yml\n",
          ".github/workflows/here.yml":
            "on: workflow_call\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n",
        },
      },
    ],
  },
  function* ({ definition }, files, repository) {
    if (definition.kind === "action") yield* missingFiles(definition, repository);
    for (const step of stepsOf(definition)) yield* ofStep(definition, step, files);
    if (definition.kind === "workflow") yield* ofCalls(definition, files);
    yield* ofOutputs(definition, files);
  },
);

/** The path in the repository that a local reference names. */
function pathOf(uses: ActionReference): string | null {
  if (uses.kind !== "local" && uses.kind !== "self") return null;
  return joinedPath(uses.path.replace(/^\$\//, "").replace(/@[^/]*$/, ""));
}

function actionAt(files: Files, uses: ActionReference): DefinitionFile | null {
  const folder = pathOf(uses);
  if (folder === null) return null;
  const prefix = folder === "" ? "" : `${folder}/`;
  return files.get(`${prefix}action.yml`) ?? files.get(`${prefix}action.yaml`) ?? null;
}

function* ofStep(definition: Definition, step: Step, files: Files): Generator<Observation> {
  const { uses } = step;
  if (!uses || pathOf(uses) === null || uses.text.includes("${{")) return;
  const target = actionAt(files, uses);
  if (!target) {
    // An earlier step may bring the folder along: a checkout of something else, or a build.
    const steps = step.job?.steps ?? stepsOf(definition);
    const brought = steps.some(
      (each) =>
        each.index < step.index &&
        (each.run !== null || child(each.with, "path") !== null || child(each.with, "repository") !== null),
    );
    if (!brought && uses.kind === "local")
      yield {
        at: uses.node.start,
        severity: "note",
        message: `Expected an action in \`${uses.text}\`, found no action.yml there. Correct the path.`,
      };
    return;
  }
  const inputs = target.definition ? entriesOf(child(target.definition.root, "inputs")) : [];
  const docker = scalarOf(child(child(target.definition?.root ?? null, "runs"), "using"))?.text === "docker";
  const given = new Set<string>();
  for (const { key } of entriesOf(step.with)) {
    given.add(key.text.toLowerCase());
    const input = inputs.find((each) => each.key.text.toLowerCase() === key.text.toLowerCase());
    if (!input && docker && (key.text === "args" || key.text === "entrypoint")) continue;
    if (!input)
      yield {
        at: key.start,
        message: `Expected an input of \`${uses.text}\`${listed(inputs)}, found \`${key.text}\`, which it ignores. Correct the name.`,
      };
    else if (child(input.value, "deprecationMessage") && !isRequired(input.value)) {
      yield {
        at: key.start,
        severity: "note",
        message: `Expected no outdated input of \`${uses.text}\`, found \`${key.text}\`. Its action.yml says what to use.`,
      };
    }
  }
  for (const { key, value } of inputs) {
    if (isRequired(value) && !given.has(key.text.toLowerCase())) {
      yield {
        at: uses.node.start,
        message: `Expected the input \`${key.text}\`, which \`${uses.text}\` requires, found none. Add it.`,
      };
    }
  }
}

function isRequired(input: YamlNode): boolean {
  return scalarOf(child(input, "required"))?.text === "true" && child(input, "default") === null;
}

function listed(entries: readonly YamlEntry[]): string {
  return entries.length > 0 && entries.length <= 12
    ? ` (${entries.map(({ key }) => `\`${key.text}\``).join(", ")})`
    : "";
}

function* ofCalls(workflow: Workflow, files: Files): Generator<Observation> {
  for (const { uses, node, with: inputs } of workflow.jobs) {
    const path = uses ? pathOf(uses) : null;
    if (!uses || path === null || uses.text.includes("${{")) continue;
    const target = files.get(path);
    if (!target) {
      yield {
        at: uses.node.start,
        severity: "error",
        message: `Expected a workflow at \`${uses.text}\`, found none. Correct the path.`,
      };
      continue;
    }
    const called = target.definition?.kind === "workflow" ? target.definition : null;
    const trigger = called?.triggers.find(({ name }) => name === "workflow_call");
    if (!trigger) {
      yield {
        at: uses.node.start,
        severity: "error",
        message: `Expected a workflow with \`on: workflow_call\` at \`${uses.text}\`, found one that cannot be called. Add the event.`,
      };
      continue;
    }
    yield* given(uses, entriesOf(inputs), entriesOf(child(trigger.config, "inputs")), "input");
    const secrets = child(node, "secrets");
    if (secrets?.kind !== "scalar")
      yield* given(uses, entriesOf(secrets), entriesOf(child(trigger.config, "secrets")), "secret");
  }
}

function* given(
  uses: ActionReference,
  values: readonly YamlEntry[],
  declared: readonly YamlEntry[],
  what: string,
): Generator<Observation> {
  const names = new Set(values.map(({ key }) => key.text.toLowerCase()));
  for (const { key, value } of values) {
    const own = declared.find((each) => each.key.text.toLowerCase() === key.text.toLowerCase());
    if (!own)
      yield {
        at: key.start,
        severity: "error",
        message: `Expected ${what === "input" ? "an input" : "a secret"} of \`${uses.text}\`${listed(declared)}, found \`${key.text}\`. Correct the name.`,
      };
    else if (what === "input" && !isOfType(value, scalarOf(child(own.value, "type"))?.text)) {
      yield {
        at: value.start,
        severity: "error",
        message: `Expected a ${scalarOf(child(own.value, "type"))?.text} for \`${key.text}\`, found another value. Correct it.`,
      };
    }
  }
  for (const { key, value } of declared) {
    if (!names.has(key.text.toLowerCase()) && isRequired(value)) {
      yield {
        at: uses.node.start,
        severity: "error",
        message: `Expected the ${what} \`${key.text}\`, which \`${uses.text}\` requires, found none. Add it.`,
      };
    }
  }
}

function isOfType(value: YamlNode, type: string | undefined): boolean {
  if (value.kind !== "scalar" || value.text.includes("${{")) return true;
  if (type === "boolean") return value.type === "boolean";
  if (type === "number") return value.type === "number";
  return type !== "string" || value.type !== "null";
}

/** Outputs that are read of steps and jobs whose action or workflow is here, and that it does not set. */
function* ofOutputs(definition: Definition, files: Files): Generator<Observation> {
  const outputs = outputsBySource(definition, files);
  if (outputs.size === 0) return;
  for (const { tree, place } of expressionsIn(definition.source, definition.root)) {
    for (const { path, at } of tree ? contextReferences(tree) : []) {
      const [context, id, kind, name] = path;
      const known = kind === "outputs" && name && name !== "*" ? outputs.get(`${context}.${id}`) : undefined;
      if (!known || known.has(name as string)) continue;
      yield {
        at: place(at.start),
        message: `Expected an output of \`${id}\` (${[...known].join(", ") || "it has none"}), found \`${name}\`. Correct the name.`,
      };
    }
  }
}

function outputsBySource(definition: Definition, files: Files): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  const namesIn = (node: YamlNode | null) => new Set(entriesOf(node).map(({ key }) => key.text.toLowerCase()));
  for (const { id, uses } of stepsOf(definition)) {
    const target = uses ? actionAt(files, uses)?.definition : null;
    // An action of one's own code may set outputs that its action.yml does not name; a composite one cannot.
    if (id !== null && target && child(target.root, "outputs"))
      found.set(`steps.${id.toLowerCase()}`, namesIn(child(target.root, "outputs")));
  }
  for (const { id, uses } of definition.kind === "workflow" ? definition.jobs : []) {
    const target = uses ? files.get(pathOf(uses) ?? "")?.definition : null;
    const trigger =
      target?.kind === "workflow" ? target.triggers.find(({ name }) => name === "workflow_call") : undefined;
    if (trigger) found.set(`needs.${id.toLowerCase()}`, namesIn(child(trigger.config, "outputs")));
  }
  return found;
}
