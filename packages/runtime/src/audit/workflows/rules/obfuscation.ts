import { definitionRule, type Observation } from "../definition-rule.ts";
import { constantValue } from "../expression/constant-value.ts";
import { contextPath } from "../expression/context-path.ts";
import type { Expression } from "../expression/expression.ts";
import { expressionsIn, type PlacedExpression } from "../expression/find-expressions.ts";
import type { ActionReference } from "../model/action-reference.ts";
import { stepsOf } from "../model/definition.ts";

export const obfuscation = definitionRule(
  {
    id: "workflow-obfuscation",
    title: "Workflows say what they do in plain words",
    severity: "warning",
    securitySeverity: 4.0,
    protects:
      "A path with `..` in a `uses:`, an expression that only spells out a constant, or inputs that are computed as a whole hide from reviewers and tools what runs.",
    fix: "Write the plain form: the path without detours, the constant itself, each input by its name.",
    examples: [
      {
        name: "a detour and a spelled-out constant",
        vulnerable: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/cache/save/../restore@0057852bfaa89a56745cba8c7296529d2fc39830 # v4.3.0
      - run: echo \${{ format('{0}{1}', 'cu', 'rl') }}
`,
        repaired: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/cache/restore@0057852bfaa89a56745cba8c7296529d2fc39830 # v4.3.0
      - run: echo curl
      - run: docker inspect -f '\${{ '{{' }} .State }}' app
`,
      },
    ],
  },
  function* (definition) {
    const jobs = definition.kind === "workflow" ? definition.jobs : [];
    const steps = stepsOf(definition);
    for (const uses of [...jobs.map((job) => job.uses), ...steps.map((step) => step.uses)]) {
      if (uses && hasDetour(uses)) {
        yield {
          at: uses.node.start,
          message: `Expected a plain path, found the detours of \`${uses.text}\`. Write where it ends.`,
        };
      }
    }
    for (const node of [...jobs, ...steps].map(({ node }) => node)) {
      for (const { key, value } of node.entries) {
        if (key.text !== "with" || value.kind !== "scalar" || !value.text.includes("${{")) continue;
        yield {
          at: key.start,
          message: "Expected inputs by their names, found an expression that gives all of them. Name them.",
        };
      }
    }
    for (const expression of expressionsIn(definition.source, definition.root)) yield* inExpression(expression);
  },
);

function hasDetour(uses: ActionReference): boolean {
  if (uses.kind !== "repository" || !uses.text.includes("/")) return false;
  const { path, text } = uses;
  const name = text.slice(0, text.indexOf("@") < 0 ? undefined : text.indexOf("@"));
  return (
    name.endsWith("/") || (path !== "" && path.split("/").some((part) => part === "" || part === "." || part === ".."))
  );
}

function* inExpression({ tree, place }: PlacedExpression): Generator<Observation> {
  if (!tree) return;
  const found = constantIn(tree, true);
  if (found) {
    yield {
      at: place(found.start),
      severity: "note",
      message: "Expected the value itself, found an expression that always gives the same. Write the value.",
    };
  }
  const computed = computedIn(tree);
  if (computed) {
    yield {
      at: place(computed.start),
      severity: "note",
      message: "Expected a property by its name, found a computed one: nobody can read which value this is. Name it.",
    };
  }
}

/** The outermost part that depends on nothing: a whole expression, a call or an operation. */
function constantIn(expression: Expression, whole: boolean): Expression | null {
  if (whole || expression.kind === "call" || expression.kind === "binary") {
    const value = constantValue(expression);
    // `${{ '{{' }}` is how braces are written in a template.
    if (value !== undefined) return typeof value === "string" && /[{}$]/.test(value) ? null : expression;
  }
  if (roundTrip(expression)) return expression;
  for (const part of children(expression)) {
    const found = constantIn(part, false);
    if (found) return found;
  }
  return null;
}

/** fromJSON(toJSON(x)) and toJSON(fromJSON(x)). */
function roundTrip(expression: Expression): boolean {
  if (expression.kind !== "call") return false;
  const [inner] = expression.args;
  const names = [expression.name, inner?.kind === "call" ? inner.name : ""].map((name) => name.toLowerCase()).join(" ");
  return names === "fromjson tojson" || names === "tojson fromjson";
}

function computedIn(expression: Expression): Expression | null {
  if (expression.kind === "access" && expression.property !== "*" && expression.property.kind !== "literal") {
    const [context] = contextPath(expression) ?? [];
    // Matrices and tables are made to be looked up in; these are not.
    if (context === "inputs" || context === "github" || context === "env") return expression;
  }
  for (const part of children(expression)) {
    const found = computedIn(part);
    if (found) return found;
  }
  return null;
}

function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "access":
      return expression.property === "*" || expression.property.kind === "literal"
        ? [expression.object]
        : [expression.object, expression.property];
    case "call":
      return expression.args;
    case "not":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    default:
      return [];
  }
}
