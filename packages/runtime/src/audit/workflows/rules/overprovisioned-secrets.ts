import { definitionRule } from "../definition-rule.ts";
import { contextReferences } from "../expression/context-path.ts";
import { expressionsIn } from "../expression/find-expressions.ts";

export const overprovisionedSecrets = definitionRule(
  {
    id: "workflow-overprovisioned-secrets",
    title: "A step gets the secrets that it uses, not all there are",
    severity: "warning",
    securitySeverity: 5.5,
    protects:
      "toJSON(secrets) and secrets[…] with a computed name hand the runner every secret of the repository and organization, whatever the step needs: one bad step then leaks all of them.",
    fix: "Name each secret: ${{ secrets.DEPLOY_TOKEN }}.",
    examples: [
      {
        name: "toJSON(secrets)",
        vulnerable: `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ./deploy
        env:
          ALL: \${{ toJSON(secrets) }}
`,
        repaired: `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ./deploy
        env:
          TOKEN: \${{ secrets.DEPLOY_TOKEN }}
          SHOWN: \${{ toJSON(secrets.DEPLOY_CONFIG) }}
`,
      },
    ],
  },
  function* (definition) {
    for (const { tree, place } of expressionsIn(definition.source, definition.root)) {
      for (const { path, at } of tree ? contextReferences(tree) : []) {
        if (path[0] !== "secrets" || (path.length > 1 && path[1] !== null && path[1] !== "*")) continue;
        const computed = path.length > 1 && path[1] === null;
        yield {
          at: place(at.start),
          ...(computed ? { severity: "note" as const } : {}),
          message: computed
            ? "Expected a secret by its name, found a computed one: the runner gets all of them. Name it."
            : "Expected secrets by their names, found the whole `secrets` context. Name the ones that are used.",
        };
      }
    }
  },
);
