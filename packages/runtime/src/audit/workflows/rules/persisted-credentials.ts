import { definitionRule } from "../definition-rule.ts";
import { type Definition, type Step, stepsOf } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { versionOf } from "../model/version-of.ts";
import { child, itemsOf, scalarOf } from "../yaml/yaml-node.ts";

export const publishedCredentials = definitionRule(
  {
    id: "workflow-published-credentials",
    title: "No token is published with the checked-out folder",
    severity: "error",
    securitySeverity: 7,
    protects:
      "actions/checkout keeps the job's token in .git/config (from version 6 in a file beside it) unless it is told not to. An artifact of the whole folder publishes it, and whoever is quick enough uses it while the job runs.",
    fix: "Set `persist-credentials: false` on the checkout, and upload the files that are needed only.",
    examples: [
      {
        name: "the checked-out folder as an artifact",
        vulnerable: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - uses: actions/upload-artifact@v4
        with:
          path: .
`,
        repaired: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/upload-artifact@v4
        with:
          path: .
`,
      },
    ],
  },
  function* (definition) {
    for (const { at, step, beside } of checkoutsWithToken(definition)) {
      if (!isPublished(definition, step)) continue;
      yield {
        at,
        ...(beside ? { severity: "warning" as const } : {}),
        message:
          "Expected a checkout without credentials before the folder is published, found one that keeps the token. Set `persist-credentials: false`.",
      };
    }
  },
);

export const persistedCredentials = definitionRule(
  {
    id: "workflow-persisted-credentials",
    title: "A checkout leaves no token behind",
    severity: "note",
    securitySeverity: 4,
    profile: "strict",
    protects:
      "actions/checkout keeps the job's token on disk unless it is told not to. Every later step can read it, and a step that packs the folder takes it along.",
    fix: "Set `persist-credentials: false`. Where a later step pushes with git, give that step the token, or say `persist-credentials: true` to show that it is meant.",
    examples: [
      {
        name: "a checkout that says nothing",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - run: make test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - run: make test
`,
      },
    ],
  },
  function* (definition) {
    for (const { at, step, meant } of checkoutsWithToken(definition)) {
      if (isPublished(definition, step)) continue;
      yield {
        at,
        message: meant
          ? "Expected no token on disk, found `persist-credentials: true`. Keep it only where a later step pushes."
          : "Expected `persist-credentials: false`, found a checkout that leaves the job's token on disk. Say `false`, or `true` where a later step pushes.",
      };
    }
  },
);

interface Checkout {
  readonly at: number;
  readonly step: Step;
  /** Whether the workflow says that the token is to stay. */
  readonly meant: boolean;
  /** Whether the token lies beside the folder instead of in it. */
  readonly beside: boolean;
}

function* checkoutsWithToken(definition: Definition): Generator<Checkout> {
  for (const step of stepsOf(definition)) {
    const { uses } = step;
    if (uses?.kind !== "repository" || uses.slug !== "actions/checkout" || isDisabled(step)) continue;
    const setting = scalarOf(child(step.with, "persist-credentials"));
    const text = setting?.text.toLowerCase();
    if (text === "false") continue;
    const beside = (versionOf(definition.source, uses)?.[0] ?? 0) >= 6;
    yield { at: setting?.start ?? step.node.start, step, meant: text === "true", beside };
  }
}

function isPublished(definition: Definition, step: Step): boolean {
  const steps = step.job?.steps ?? stepsOf(definition);
  return steps.some((later) => later.index > step.index && publishesFolder(later));
}

/** Whether an artifact takes the workspace or its `.git`. */
function publishesFolder({ uses, with: inputs }: Step): boolean {
  if (uses?.kind !== "repository" || uses.slug !== "actions/upload-artifact") return false;
  const paths = itemsOf(child(inputs, "path")).flatMap((item) => (item.kind === "scalar" ? item.text.split("\n") : []));
  return paths.some((path) =>
    /^(?:\.|\.\/|\.git.*|\*\*?|\.\/\*\*?|\$\{\{\s*github\.workspace\s*\}\}\/?|~)$/.test(path.trim()),
  );
}
