import { archivedActions } from "../data/archived-actions.ts";
import { definitionRule } from "../definition-rule.ts";
import { usesOf } from "../model/references.ts";

export const archivedAction = definitionRule(
  {
    id: "workflow-archived-action",
    title: "Actions are maintained by somebody",
    severity: "warning",
    securitySeverity: 4,
    protects:
      "An archived repository gets no more mends: what is found in the action, or in the libraries that it bundles, stays. Judged by a list that comes with this version.",
    fix: "Move to the successor that the action's README names, or call the program directly in a `run:` step.",
    examples: [
      {
        name: "actions-rs",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions-rs/cargo@844f36862e911db73fe0815f00a4a2602c279505 # v1.0.3
        with:
          command: test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: cargo test
`,
      },
    ],
  },
  function* (definition) {
    for (const { uses } of usesOf(definition)) {
      if (!archivedActions.has(uses.slug)) continue;
      yield {
        at: uses.node.start,
        message: `Expected a maintained action, found \`${uses.slug}\`, whose repository is archived. Replace it.`,
      };
    }
  },
);
