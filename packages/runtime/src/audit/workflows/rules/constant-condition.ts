import { workflowRule } from "../definition-rule.ts";
import { constantValue } from "../expression/constant-value.ts";
import { findInCondition } from "../expression/find-expressions.ts";
import { child, scalarOf } from "../yaml/yaml-node.ts";

export const constantCondition = workflowRule(
  {
    id: "workflow-condition",
    title: "Conditions depend on something",
    severity: "note",
    profile: "strict",
    protects:
      "A condition that is always true guards nothing, and a step that never runs is forgotten: nobody sees that the check in it is gone.",
    fix: "Remove the condition, or the step.",
    examples: [
      {
        name: "a step that is switched off",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - if: false
        run: make test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - if: github.ref == 'refs/heads/main'
        run: make test
`,
      },
    ],
  },
  function* (workflow) {
    const conditions = workflow.jobs.flatMap((job) => [
      job.condition,
      scalarOf(child(child(job.node, "snapshot"), "if")),
      ...job.steps.map((step) => step.condition),
    ]);
    for (const condition of conditions) {
      const expressions = condition ? findInCondition(workflow.source, condition) : [];
      const [only] = expressions;
      if (!condition || !only?.tree || expressions.length > 1 || only.start > 0 || only.end < condition.text.length)
        continue;
      const value = constantValue(only.tree);
      if (value === undefined) continue;
      yield {
        at: condition.start,
        message: `Expected a condition that depends on something, found one that is always ${value ? "true" : "false"}. Remove it${value ? "" : ", or the step"}.`,
      };
    }
  },
);
