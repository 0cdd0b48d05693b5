import { knownCommits } from "../data/known-commits.ts";
import { definitionRule } from "../definition-rule.ts";
import { isCommit } from "../model/action-reference.ts";
import { usesOf } from "../model/references.ts";
import { commentBehind, versionIn } from "../model/version-of.ts";

export const versionComment = definitionRule(
  {
    id: "workflow-version-comment",
    title: "The comment behind a pinned commit names its version",
    severity: "warning",
    securitySeverity: 3,
    protects:
      "Nobody can read a version from a commit id. A comment that names another version hides what runs from reviewers and stops Dependabot and Renovate from updating it; a known weakness goes unseen.",
    fix: "Write the version that the commit is, `uses: owner/action@<commit> # v1.2.3`, or let Dependabot do it.",
    examples: [
      {
        name: "the commit of another version",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v5.0.0
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
      if (uses.ref === null || !isCommit(uses.ref)) continue;
      const comment = commentBehind(definition.source, uses);
      const stated = comment === null ? null : versionIn(comment);
      const known = knownCommits[uses.slug]?.[uses.ref.toLowerCase()];
      if (stated === null || known === undefined || isWithin(known, stated)) continue;
      yield {
        at: uses.node.start,
        message: `Expected the commit of \`${uses.slug}\` that the comment names, ${stated}, found that of ${known}. Make the two agree.`,
      };
    }
  },
);

export const missingVersion = definitionRule(
  {
    id: "workflow-missing-version",
    title: "A comment behind a pinned commit names a version",
    severity: "note",
    profile: "strict",
    protects:
      "Nobody can read a version from a commit id, and Dependabot and Renovate update a comment only that is there.",
    fix: "Write the version behind the commit: `uses: owner/action@<commit> # v1.2.3`.",
    examples: [
      {
        name: "a commit without a comment",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
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
      if (uses.ref === null || !isCommit(uses.ref)) continue;
      const comment = commentBehind(definition.source, uses);
      if (comment !== null && versionIn(comment) !== null) continue;
      const known = knownCommits[uses.slug]?.[uses.ref.toLowerCase()];
      yield {
        at: uses.node.start,
        message: `Expected the version in a comment behind the commit of \`${uses.slug}\`, found ${comment === null ? "none" : "another comment"}. ${known ? `It is ${known}.` : "Add it."}`,
      };
    }
  },
);

/** Whether a version that is stated in part, `v4`, is the version `v4.2.2`. */
function isWithin(known: string, stated: string): boolean {
  const [whole, part] = [known, stated].map((each) => each.replace(/^v/, "").split("."));
  return (part ?? []).every((each, index) => each === whole?.[index]);
}
