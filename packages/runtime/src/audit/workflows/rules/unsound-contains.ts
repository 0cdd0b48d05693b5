import { definitionRule } from "../definition-rule.ts";
import { contextReferences, writtenPath } from "../expression/context-path.ts";
import { partsOf } from "../expression/expression.ts";
import { findInCondition } from "../expression/find-expressions.ts";
import { stepsOf } from "../model/definition.ts";

/** Contexts whose text an outsider, or anybody who can push a branch, chooses. */
const CHOSEN = /^(?:github\.(?:actor|base_ref|head_ref|ref|ref_name|triggering_actor|event\.)|inputs\b|env\b)/;

export const unsoundContains = definitionRule(
  {
    id: "workflow-unsound-contains",
    title: "A list is searched as a list, not as a text",
    severity: "warning",
    securitySeverity: 6.0,
    protects:
      "contains() with a text as its first argument looks for a part of it: contains('refs/heads/main refs/heads/release', github.ref) is also true on a branch that is called `mai`.",
    fix: `Search a list: contains(fromJSON('["refs/heads/main", "refs/heads/release"]'), github.ref), or compare with == and ||.`,
    examples: [
      {
        name: "branches in one text",
        vulnerable: `on: push
jobs:
  deploy:
    if: contains('refs/heads/main refs/heads/release', github.ref)
    runs-on: ubuntu-latest
    steps:
      - run: make deploy
`,
        repaired: `on: push
jobs:
  deploy:
    if: contains(fromJSON('["refs/heads/main", "refs/heads/release"]'), github.ref)
    runs-on: ubuntu-latest
    steps:
      - if: contains(github.event.head_commit.message, '[deploy]')
        run: make deploy
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
      for (const { tree, place } of condition ? findInCondition(definition.source, condition) : []) {
        for (const part of tree ? partsOf(tree) : []) {
          if (part.kind !== "call" || part.name.toLowerCase() !== "contains") continue;
          const [list, sought] = part.args;
          if (list?.kind !== "literal" || typeof list.value !== "string" || !sought) continue;
          const [reference] = contextReferences(sought);
          if (!reference) continue;
          const name = writtenPath(reference.path);
          yield {
            at: place(part.start),
            ...(CHOSEN.test(name) ? {} : { severity: "note" as const }),
            message: `Expected a list, found a text in which \`${name}\` may be any part. Use \`fromJSON('[…]')\`, or \`==\`.`,
          };
        }
      }
    }
  },
);
