import { definitionRule } from "../definition-rule.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import { stepsOf } from "../model/definition.ts";

export const unsoundCondition = definitionRule(
  {
    id: "workflow-unsound-condition",
    title: "No condition is true whatever it says",
    severity: "error",
    securitySeverity: 7.0,
    protects:
      "When anything stands outside of ${{ }} in an `if:`, a newline of a block text or an operator, GitHub reads the whole as a text, and a text that is not empty is true. The step then runs always, and the guard guards nothing.",
    fix: "Write the condition without ${{ }}, or with one pair around all of it and `|-` or `>-` for several lines.",
    examples: [
      {
        name: "a block text with a newline",
        vulnerable: `on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - if: |
          \${{ github.ref == 'refs/heads/main' }}
        run: make publish
`,
        repaired: `on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - if: |
          github.ref == 'refs/heads/main'
        run: make publish
`,
      },
      {
        name: "two pairs of braces",
        vulnerable: `on: push
jobs:
  publish:
    if: \${{ github.ref == 'refs/heads/main' }} && \${{ github.repository == 'a/b' }}
    runs-on: ubuntu-latest
    steps:
      - run: make publish
`,
        repaired: `on: push
jobs:
  publish:
    if: \${{ github.ref == 'refs/heads/main' && github.repository == 'a/b' }}
    runs-on: ubuntu-latest
    steps:
      - if: >-
          \${{ always() }}
        run: make publish
`,
      },
    ],
  },
  function* (definition) {
    const jobs = definition.kind === "workflow" ? definition.jobs : [];
    const conditions = [
      ...jobs.map(({ condition }) => condition),
      ...stepsOf(definition).map(({ condition }) => condition),
    ];
    for (const condition of conditions) {
      if (!condition?.text.includes("${{")) continue;
      const expressions = findExpressions(definition.source, condition);
      const [first] = expressions;
      const whole = expressions.length === 1 && first?.start === 0 && first.end === condition.text.length;
      if (whole || first === undefined) continue;
      const newline = expressions.length === 1 && first.start === 0 && condition.text.slice(first.end).trim() === "";
      yield {
        at: condition.start,
        message: newline
          ? "Expected a condition, found one that is always true: the newline after `}}` makes it a text. Leave out `${{ }}`, or use `|-`."
          : "Expected a condition, found one that is always true: what stands outside of `${{ }}` makes it a text. Put one pair around all of it, or none.",
      };
    }
  },
);
