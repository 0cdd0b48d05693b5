import { workflowRule } from "../definition-rule.ts";
import { child, type YamlNode } from "../yaml/yaml-node.ts";

export const concurrency = workflowRule(
  {
    id: "workflow-concurrency",
    title: "A newer run ends the older one",
    severity: "note",
    profile: "strict",
    protects:
      "Without `concurrency:` every push starts another run beside those that it makes pointless: machines are paid for, and two deployments can overtake each other.",
    fix: "Add `concurrency: { group: ${{ github.workflow }}-${{ github.ref }}, cancel-in-progress: true }`; say `false` where a run must not be ended.",
    examples: [
      {
        name: "no concurrency",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
        repaired: `on: push
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
      },
    ],
  },
  function* (workflow) {
    // A workflow that is only called, or that runs by the clock or by hand, has nothing newer beside it.
    const alone = ["workflow_call", "schedule", "workflow_dispatch"];
    if (workflow.triggers.length === 0 || workflow.triggers.every(({ name }) => alone.includes(name))) return;
    const own = child(workflow.root, "concurrency");
    const place = workflow.root.entries.find(({ key }) => key.text === "on")?.key.start ?? workflow.root.start;
    if (own) {
      if (!says(own)) yield { at: own.start, message: MESSAGE };
      return;
    }
    const jobs = workflow.jobs.map(({ node }) => child(node, "concurrency"));
    if (jobs.some((node) => node === null)) {
      yield { at: place, message: "Expected `concurrency:`, found none. Add a group and `cancel-in-progress`." };
    }
    for (const node of jobs) if (node && !says(node)) yield { at: node.start, message: MESSAGE };
  },
);

const MESSAGE =
  "Expected `cancel-in-progress`, found a group without it: older runs go on to their end. Say `true` or `false`.";

function says(node: YamlNode): boolean {
  return child(node, "cancel-in-progress") !== null;
}
