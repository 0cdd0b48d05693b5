import { placedRule } from "../definition-rule.ts";
import { shapeOf } from "../lint/shape-of.ts";
import { readActionReference } from "../model/action-reference.ts";
import { isWorkflow, yamlOf } from "../model/definition-of.ts";
import { child, entriesOf, scalarOf } from "../yaml/yaml-node.ts";

const WORKFLOWS = { applies: isWorkflow, examplePath: ".github/workflows/example.yml" };

export const syntax = placedRule(
  {
    id: "workflow-syntax",
    title: "Workflows have the form that GitHub accepts",
    severity: "error",
    protects:
      "A workflow that GitHub cannot read does not run: the check that should have failed is missing, and nobody is told. A key that is misspelled is not what its author thinks.",
    fix: "Correct what the finding names, by GitHub's workflow syntax.",
    examples: [
      {
        name: "a misspelled key, a job without a runner, a step with two ways to run",
        vulnerable: `on: push
job:
  test: {}
jobs:
  test:
    steps:
      - run: make test
        uses: actions/checkout@v4
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make test
`,
      },
    ],
  },
  WORKFLOWS,
  function* (file) {
    const { root, problems, unusedAnchors } = yamlOf(file);
    for (const { at, message } of problems)
      yield {
        at,
        message: `Expected YAML that GitHub can read, found that ${message.replace(/^./, (first) => first.toLowerCase()).replace(/\.$/, "")}. Correct it.`,
      };
    for (const { at, message } of unusedAnchors)
      yield { at, severity: "note", message: `Expected anchors that are used, found that ${message}. Remove it.` };
    if (root?.kind !== "map") {
      if (problems.length === 0)
        yield {
          at: 0,
          message: "Expected a workflow, found nothing that could be one. Fill it in or remove the file.",
        };
      return;
    }
    yield* shapeOf(file).problems;
    for (const { key, value } of entriesOf(child(root, "jobs"))) {
      const uses = scalarOf(child(value, "uses"));
      if (!uses || uses.text === "" || uses.text.includes("${{")) continue;
      const reference = readActionReference(uses);
      const fits =
        (reference.kind === "repository" && reference.ref !== null && /\.ya?ml$/.test(reference.path)) ||
        ((reference.kind === "local" || reference.kind === "self") && /\.ya?ml$/.test(reference.text));
      if (fits) continue;
      yield {
        at: uses.start,
        message: `Expected \`owner/repo/path/file.yml@ref\` or \`./path/file.yml\` in the job \`${key.text}\`, found \`${uses.text}\`. Correct it.`,
      };
    }
  },
);
