import type { Repository } from "../../rule.ts";
import { type Observation, type RuleText, repositoryDefinitionRule } from "../definition-rule.ts";
import { type ActionReference, isCommit } from "../model/action-reference.ts";
import { type Definition, stepsOf } from "../model/definition.ts";
import { lockedActions } from "../model/locked-actions.ts";

/** Owners whose actions GitHub itself publishes. */
const OWN = new Set(["actions", "github"]);

const TEXT: Pick<RuleText, "protects" | "fix"> = {
  protects:
    "A tag or a branch can be moved: whoever takes over the action's repository changes what every workflow that names it runs, with its secrets, as happened with tj-actions/changed-files in March 2025.",
  fix: "Name the whole commit id and keep the version in a comment, `uses: owner/action@<40 digits> # v1.2.3`; Dependabot and Renovate update both. A lock file for actions (`actions.lock`) counts as a pin.",
};

export const unpinnedAction = repositoryDefinitionRule(
  {
    id: "workflow-unpinned-action",
    title: "Actions of others are pinned to a commit",
    severity: "warning",
    securitySeverity: 6.0,
    ...TEXT,
    examples: [
      {
        name: "a branch of somebody else's action",
        found: {
          ".github/workflows/build.yml": `on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
`,
        },
        repaired: {
          ".github/workflows/build.yml": `on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/gh-action-pypi-publish@76f52bc884231f62b9a034ebfe128415bbaabdfc # v1.12.4
`,
        },
      },
      {
        name: "a tag, and the same tag in a lock file",
        found: {
          ".github/workflows/build.yml": `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/login-action@v3
`,
        },
        repaired: {
          ".github/workflows/build.yml": `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/login-action@v3
`,
          ".github/actions.lock.json": `{
  "version": 1,
  "actions": {
    "docker/login-action": [{ "version": "v3", "sha": "9780b0c442fbb1117ed29e0efdff1e18412f7567" }]
  }
}
`,
        },
      },
    ],
  },
  ({ definition }, _all, repository) => unpinned(definition, repository, (owner) => !OWN.has(owner)),
);

/** The same for the actions of GitHub itself, which many trust by their tag. */
export const unpinnedOwnAction = repositoryDefinitionRule(
  {
    id: "workflow-action-tag",
    title: "GitHub's own actions are pinned to a commit",
    severity: "warning",
    securitySeverity: 6.0,
    profile: "strict",
    ...TEXT,
    examples: [
      {
        name: "a tag of an action of GitHub",
        found: {
          ".github/workflows/build.yml": `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
`,
        },
        repaired: {
          ".github/workflows/build.yml": `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
`,
        },
      },
    ],
  },
  ({ definition }, _all, repository) => unpinned(definition, repository, (owner) => OWN.has(owner)),
);

async function unpinned(
  definition: Definition,
  repository: Repository,
  concerns: (owner: string) => boolean,
): Promise<readonly Observation[]> {
  const locked = await lockedActions(repository);
  const jobs = definition.kind === "workflow" ? definition.jobs : [];
  const all = [...jobs.map(({ uses }) => uses), ...stepsOf(definition).map(({ uses }) => uses)];
  return all.flatMap((uses) => {
    if (uses?.kind !== "repository" || !concerns(uses.owner.toLowerCase()) || locked.has(`${uses.slug}@${uses.ref}`))
      return [];
    const problem = moves(uses);
    return problem ? [{ at: uses.node.start, ...problem }] : [];
  });
}

function moves(uses: Extract<ActionReference, { kind: "repository" }>): Omit<Observation, "at"> | null {
  const { ref, text } = uses;
  if (ref === null || ref === "") {
    return { severity: "error", message: `Expected a commit after \`@\`, found \`${text}\` without any ref. Add one.` };
  }
  if (isCommit(ref)) return null;
  const kind = /^v?\d/.test(ref) ? "tag" : /^[0-9a-f]{7,39}$/i.test(ref) ? "short commit id" : "branch or tag";
  return {
    message: `Expected a whole commit id, found the ${kind} \`${ref}\` of \`${uses.slug}\`, which can be moved. Pin the commit, with the version in a comment.`,
  };
}
