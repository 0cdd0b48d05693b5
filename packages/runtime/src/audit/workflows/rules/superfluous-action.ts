import { superfluousActions } from "../data/superfluous-actions.ts";
import { definitionRule } from "../definition-rule.ts";
import { usesOf } from "../model/references.ts";

export const superfluousAction = definitionRule(
  {
    id: "workflow-superfluous-action",
    title: "No action does what a program on the runner does",
    severity: "note",
    profile: "strict",
    protects:
      "Every action is somebody else's code with the job's token. One that only wraps `gh`, `git` or `docker` can be left out.",
    fix: "Call the program that the finding names in a `run:` step.",
    examples: [
      {
        name: "a release",
        vulnerable: `on: push
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: softprops/action-gh-release@01570a1f39cb168c169c802c3bceb9e93fb10974 # v2.1.0
`,
        repaired: `on: push
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: gh release create "$TAG" dist/*
`,
      },
    ],
  },
  function* (definition) {
    for (const { uses } of usesOf(definition)) {
      const program = superfluousActions[uses.slug];
      if (program === undefined) continue;
      yield {
        at: uses.node.start,
        message: `Expected \`${program}\`, found the action \`${uses.slug}\` around it. Call the program.`,
      };
    }
  },
);
