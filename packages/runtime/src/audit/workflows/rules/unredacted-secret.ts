import { definitionRule } from "../definition-rule.ts";
import { contextReferences } from "../expression/context-path.ts";
import { partsOf } from "../expression/expression.ts";
import { expressionsIn } from "../expression/find-expressions.ts";

export const unredactedSecret = definitionRule(
  {
    id: "workflow-unredacted-secret",
    title: "No part of a secret is taken out of JSON",
    severity: "warning",
    securitySeverity: 5.0,
    protects:
      "GitHub hides the exact text of a secret in logs. What fromJSON takes out of one is another text, which nothing hides: the first `set -x` or error message prints it.",
    fix: "Store each value as a secret of its own, or call `::add-mask::` on what is taken out before anything else.",
    examples: [
      {
        name: "a field of a secret in JSON",
        vulnerable: `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ./deploy
        env:
          PASSWORD: \${{ fromJSON(secrets.ACCOUNT).password }}
`,
        repaired: `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ./deploy
        env:
          PASSWORD: \${{ secrets.ACCOUNT_PASSWORD }}
`,
      },
    ],
  },
  function* (definition) {
    for (const { tree, place } of expressionsIn(definition.source, definition.root)) {
      for (const part of tree ? partsOf(tree) : []) {
        if (part.kind !== "call" || part.name.toLowerCase() !== "fromjson") continue;
        if (!part.args.some((arg) => contextReferences(arg).some(({ path }) => path[0] === "secrets"))) continue;
        yield {
          at: place(part.start),
          message:
            "Expected a secret as a whole, found parts of one taken out with `fromJSON`: logs show them. Store each as a secret.",
        };
      }
    }
  },
);
