import { definitionRule } from "../definition-rule.ts";
import { constantValue, isTruthy } from "../expression/constant-value.ts";
import { partsOf } from "../expression/expression.ts";
import { expressionsIn } from "../expression/find-expressions.ts";

export const unsoundTernary = definitionRule(
  {
    id: "workflow-unsound-ternary",
    title: "A choice with && and || can give both of its values",
    severity: "warning",
    protects:
      "`test && '' || 'other'` always gives 'other': an empty text, 0, false and null count as false, so that || goes on. What looks like a switch is none.",
    fix: "Use case(test, value, other), or turn the test around so that the first value is not empty.",
    examples: [
      {
        name: "an empty first value",
        vulnerable: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
        env:
          FLAGS: \${{ github.ref == 'refs/heads/main' && '' || '--debug' }}
`,
        repaired: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
        env:
          FLAGS: \${{ github.ref != 'refs/heads/main' && '--debug' || '' }}
`,
      },
    ],
  },
  function* (definition) {
    for (const { tree, place } of expressionsIn(definition.source, definition.root)) {
      for (const part of tree ? partsOf(tree) : []) {
        if (part.kind !== "binary" || part.operator !== "||" || part.left.kind !== "binary") continue;
        const { operator, left, right } = part.left;
        const value = operator === "&&" ? constantValue(right) : undefined;
        if (value === undefined || isTruthy(value) || constantValue(left) !== undefined) continue;
        const other = constantValue(part.right);
        if (other !== undefined && !isTruthy(other)) continue;
        yield {
          at: place(part.start),
          message:
            "Expected one of two values, found a choice that never gives its first: that counts as false. Use `case(test, value, other)`.",
        };
      }
    }
  },
);
