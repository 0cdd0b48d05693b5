import type { TextFile } from "../../rule.ts";
import { type Observation, placedRule } from "../definition-rule.ts";
import { findExpressions, findInCondition, type PlacedExpression } from "../expression/find-expressions.ts";
import type { TextPlace } from "../lint/check-shape.ts";
import { type ContextPlace, contextNames, contextType } from "../lint/context-types.ts";
import { BOOLEAN, NUMBER, STRING, type Type, writtenType } from "../lint/expression-type.ts";
import { inferType, type TypeScope } from "../lint/infer-type.ts";
import { shapeOf } from "../lint/shape-of.ts";
import type { Job, Workflow } from "../model/definition.ts";
import { definitionOf, isWorkflow } from "../model/definition-of.ts";
import { child, scalarOf, type YamlNode } from "../yaml/yaml-node.ts";

export const expressionRule = placedRule(
  {
    id: "workflow-expression",
    title: "Expressions can be read, and name what is there",
    severity: "error",
    protects:
      "GitHub gives an empty text for a context or output that does not exist, without a word: the condition is false for ever, or the command runs without its argument. An expression that cannot be read stops the workflow.",
    fix: "Correct what the finding names. Where each context may be used stands in GitHub's table of context availability.",
    examples: [
      {
        name: "an output that no step has, double quotes, a context that is not there",
        vulnerable: `on: push
env:
  A: \${{ env.B }}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - if: github.ref == "refs/heads/main"
        run: make test
      - run: echo "$VERSION"
        env:
          VERSION: \${{ steps.version.outputs.number }}
`,
        repaired: `on: push
env:
  A: \${{ vars.B }}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - if: github.ref == 'refs/heads/main'
        run: make test
      - id: version
        run: ./version >> "$GITHUB_OUTPUT"
      - run: echo "$VERSION"
        env:
          VERSION: \${{ steps.version.outputs.number }}
`,
      },
    ],
  },
  { applies: isWorkflow, examplePath: ".github/workflows/example.yml" },
  function* (file) {
    const workflow = definitionOf(file);
    if (workflow?.kind !== "workflow") return;
    const { texts } = shapeOf(file);
    for (const text of texts) yield* ofText(file, workflow, text);
  },
);

function* ofText(file: TextFile, workflow: Workflow, { scalar, shape, path }: TextPlace): Generator<Observation> {
  const condition = shape.kind === "text" && shape.condition === true;
  const found = condition ? findInCondition(file.text, scalar) : findExpressions(file.text, scalar);
  if (found.length === 0) return;
  const place = placeOf(workflow, path);
  const names = "contexts" in shape ? (shape.contexts ?? []) : [];
  const functions = "functions" in shape ? (shape.functions ?? []) : [];
  const scope: TypeScope = {
    contexts: names,
    typeOf: (name) => contextType(workflow, name, place),
    known: contextNames,
    functions: new Set(functions.map((name) => name.toLowerCase())),
  };
  for (const expression of found) {
    if (expression.problem) {
      yield {
        at: expression.place(expression.problem.at),
        message: `Expected an expression that GitHub can read, but it cannot: ${expression.problem.message}. Correct it.`,
      };
      continue;
    }
    yield* ofExpression(workflow, expression, scope, { shape, path });
  }
}

function* ofExpression(
  workflow: Workflow,
  expression: PlacedExpression,
  scope: TypeScope,
  { shape, path }: Pick<TextPlace, "shape" | "path">,
): Generator<Observation> {
  const { tree, place, scalar } = expression;
  if (!tree) return;
  const problems: Observation[] = [];
  const type = inferType(tree, scope, ({ at, message }) => problems.push({ at: place(at), message }));
  yield* problems;
  const whole = expression.start === 0 && expression.end === scalar.text.length;
  const wanted = whole ? wantedType(shape, path, workflow) : null;
  if (wanted) {
    if (!wanted.fits(type))
      yield {
        at: place(tree.start),
        message: `Expected ${wanted.what} for \`${path.at(-1)}:\`, found an expression that gives ${writtenType(type)}. Correct it.`,
      };
  } else if (
    shape.kind === "text" &&
    !shape.condition &&
    (type.kind === "object" || type.kind === "array" || type.kind === "null")
  ) {
    yield {
      at: place(tree.start),
      message: `Expected a value that can stand in a text, found ${writtenType(type)}, which becomes \`Object\`, \`Array\` or nothing. Name a property, or use \`toJSON()\`.`,
    };
  }
}

interface Wanted {
  readonly what: string;
  fits(type: Type): boolean;
}

/** What an expression must give where it stands for a whole value. */
function wantedType(shape: TextPlace["shape"], path: readonly string[], workflow: Workflow): Wanted | null {
  const last = path.at(-1);
  const open = (type: Type) => type.kind === "any";
  if (shape.kind === "named" || shape.kind === "map" || last === "credentials")
    return { what: "an object", fits: (type) => open(type) || type.kind === "object" };
  if (shape.kind === "list") return { what: "a list", fits: (type) => open(type) || type.kind === "array" };
  if (last === "runs-on" || last === "labels")
    return { what: "a text or a list", fits: (type) => open(type) || (type.kind !== "object" && type.kind !== "null") };
  if (last === "default" && path[1] === "workflow_call") {
    const trigger = workflow.triggers.find(({ name }) => name === "workflow_call");
    const stated = scalarOf(child(child(child(trigger?.config ?? null, "inputs"), path.at(-2) ?? ""), "type"))?.text;
    const wanted = stated === "boolean" ? BOOLEAN : stated === "number" ? NUMBER : stated === "string" ? STRING : null;
    return (
      wanted && {
        what: writtenType(wanted),
        fits: (type) => open(type) || type.kind === "null" || wanted.kind === "string" || type.kind === wanted.kind,
      }
    );
  }
  // Values of any kind, such as those of a matrix.
  return shape.kind === "any" ? { what: "a value", fits: () => true } : null;
}

const jobs = new WeakMap<Workflow, ReadonlyMap<string, Job>>();

function jobsOf(workflow: Workflow): ReadonlyMap<string, Job> {
  let known = jobs.get(workflow);
  if (!known) {
    known = new Map(workflow.jobs.map((job) => [job.id, job]));
    jobs.set(workflow, known);
  }
  return known;
}

function placeOf(workflow: Workflow, path: readonly string[]): ContextPlace {
  const [section, name, part, index] = path;
  if (section !== "jobs")
    return {
      job: null,
      step: null,
      inputDefault: path[1] === "workflow_call" && path.at(-1) === "default" ? (path.at(-2) ?? null) : null,
    };
  const job = jobsOf(workflow).get(name ?? "") ?? null;
  const node = part === "steps" ? stepNode(job?.node ?? null, path) : null;
  const step = node && index !== undefined ? (job?.steps.find((each) => each.node === node) ?? null) : null;
  return { job, step, inputDefault: null };
}

/** The node of the step that a path leads through. */
function stepNode(job: YamlNode | null, path: readonly string[]): YamlNode | null {
  let node = child(job, "steps");
  for (const key of path.slice(3)) {
    if (node?.kind === "list") node = node.items[Number(key)] ?? null;
    else if (node?.kind === "map" && key === "parallel") node = child(node, key);
    else break;
  }
  return node;
}
