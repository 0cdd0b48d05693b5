import { definitionRule } from "../definition-rule.ts";
import { child } from "../yaml/yaml-node.ts";

export const anonymous = definitionRule(
  {
    id: "workflow-anonymous",
    title: "Workflows, jobs and actions have a name",
    severity: "note",
    profile: "strict",
    protects: "Without a name the overview shows a path or an id, and nobody sees which run is which.",
    fix: "Add `name:`.",
    examples: [
      {
        name: "no name on the workflow and its job",
        vulnerable: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: make
`,
        repaired: `name: Build
on: push
jobs:
  a:
    name: Build
    runs-on: ubuntu-latest
    steps:
      - run: make
`,
      },
    ],
  },
  function* (definition) {
    if (!child(definition.root, "name")) {
      yield { at: definition.root.start, message: `Expected \`name:\` on the ${definition.kind}, found none. Add it.` };
    }
    for (const job of definition.kind === "workflow" ? definition.jobs : []) {
      if (!child(job.node, "name"))
        yield { at: job.key.start, message: `Expected \`name:\` on the job \`${job.id}\`, found none. Add it.` };
    }
  },
);
