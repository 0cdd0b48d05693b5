import { workflowRule } from "../definition-rule.ts";
import { child } from "../yaml/yaml-node.ts";

export const timeout = workflowRule(
  {
    id: "workflow-timeout",
    title: "Every job has an end",
    severity: "note",
    profile: "strict",
    protects: "A job that hangs runs for six hours (on runners of your own: for days), and keeps others waiting.",
    fix: "Set `timeout-minutes:` on the job to a few times what it usually takes.",
    examples: [
      {
        name: "no timeout",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - run: make test
`,
      },
    ],
  },
  function* (workflow) {
    for (const job of workflow.jobs) {
      if (job.uses !== null || child(job.node, "timeout-minutes") || job.steps.length === 0) continue;
      if (job.steps.every(({ node }) => child(node, "timeout-minutes"))) continue;
      yield {
        at: job.key.start,
        message: `Expected \`timeout-minutes:\` on the job \`${job.id}\`, found none, which means six hours. Set it.`,
      };
    }
  },
);
