import { definitionRule } from "../definition-rule.ts";
import { contextReferences, writtenPath } from "../expression/context-path.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import { codePositions } from "../taint/code-positions.ts";
import { codeFlows } from "../taint/taint-view.ts";

export const templateExpansion = definitionRule(
  {
    id: "workflow-template-expansion",
    title: "No expression stands in a script",
    severity: "note",
    profile: "strict",
    protects:
      "An expression in a script is written into the code before it runs. With a value that only maintainers choose this is a habit, not a hole; it becomes one when the value's source changes.",
    fix: "Hand every value over in `env:` and read it as a variable of the shell.",
    examples: [
      {
        name: "a tag's name in a script",
        vulnerable: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make VERSION=\${{ github.ref_name }}
`,
        repaired: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make VERSION="$VERSION"
        env:
          VERSION: \${{ github.ref_name }}
`,
      },
    ],
  },
  function* (definition) {
    const dangerous = new Set(
      codeFlows(definition)
        .filter(({ taint }) => taint.level === "outsider" || taint.level === "caller")
        .map(({ at }) => at),
    );
    for (const { scalar, name } of codePositions(definition)) {
      for (const { tree, place } of findExpressions(definition.source, scalar)) {
        for (const { path, at } of tree ? contextReferences(tree) : []) {
          // What is dangerous has a finding of its own.
          if (dangerous.has(place(at.start))) continue;
          yield {
            at: place(at.start),
            message: `Expected no expression in \`${name}\`, found \`${writtenPath(path)}\`. Pass it through \`env:\`.`,
          };
        }
      }
    }
  },
);
