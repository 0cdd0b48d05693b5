import { definitionRule } from "../definition-rule.ts";
import { stepsOf } from "../model/definition.ts";

export const workspaceReference = definitionRule(
  {
    id: "workflow-workspace-reference",
    title: "Own actions are named by the repository, not by the workspace",
    severity: "note",
    profile: "strict",
    protects:
      "`./path` is whatever lies in the workspace when the step runs: a checkout of something else, or a file that an earlier step wrote, becomes the action. `$/path` is the repository at the workflow's own commit.",
    fix: "Write `$/path` in place of `./path` (github.com, from July 2026).",
    examples: [
      {
        name: "an action in the workspace",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: ./setup
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: $/setup
`,
      },
    ],
  },
  function* (definition) {
    const jobs = definition.kind === "workflow" ? definition.jobs : [];
    for (const uses of [...jobs.map((job) => job.uses), ...stepsOf(definition).map((step) => step.uses)]) {
      if (uses?.kind !== "local") continue;
      yield {
        at: uses.node.start,
        message: `Expected \`$/…\`, which is this commit, found \`${uses.text}\`, which is whatever lies in the workspace. Use \`$/\`.`,
      };
    }
  },
);
