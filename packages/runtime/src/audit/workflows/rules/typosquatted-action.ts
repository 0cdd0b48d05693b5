import { popularActions } from "../data/popular-actions.ts";
import { definitionRule } from "../definition-rule.ts";
import { usesOf } from "../model/references.ts";

const POPULAR = new Set(popularActions);

export const typosquattedAction = definitionRule(
  {
    id: "workflow-typosquatted-action",
    title: "No action's name is one slip away from a popular one",
    severity: "error",
    securitySeverity: 8,
    protects:
      "`action/checkout` and `actoins/checkout` are other people's accounts, or nobody's yet: whoever registers the name runs code in the job.",
    fix: "Write the name of the action that is meant.",
    examples: [
      {
        name: "an owner without its last letter",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: action/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
`,
      },
    ],
  },
  function* (definition) {
    for (const { uses } of usesOf(definition)) {
      const meant = POPULAR.has(uses.slug) ? undefined : popularActions.find((name) => isSlip(uses.slug, name));
      if (meant === undefined) continue;
      yield {
        at: uses.node.start,
        message: `Expected \`${meant}\`, found \`${uses.slug}\`, which is another account. Correct the name.`,
      };
    }
  },
);

/** One letter left out, doubled, put in, changed or swapped with its neighbour, and another owner than the popular one. */
function isSlip(written: string, popular: string): boolean {
  const [owner] = popular.split("/");
  if (written.split("/")[0] === owner || Math.abs(written.length - popular.length) > 1) return false;
  let start = 0;
  while (start < written.length && written[start] === popular[start]) start++;
  let [a, b] = [written.length, popular.length];
  while (a > start && b > start && written[a - 1] === popular[b - 1]) {
    a--;
    b--;
  }
  const [rest, meant] = [written.slice(start, a), popular.slice(start, b)];
  if (rest.length <= 1 && meant.length <= 1) return true;
  return rest.length === 2 && meant.length === 2 && rest[0] === meant[1] && rest[1] === meant[0];
}
