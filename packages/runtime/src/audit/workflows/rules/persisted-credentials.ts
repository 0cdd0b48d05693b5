import { definitionRule } from "../definition-rule.ts";
import { type Step, stepsOf } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { versionOf } from "../model/version-of.ts";
import { child, itemsOf, scalarOf } from "../yaml/yaml-node.ts";

export const persistedCredentials = definitionRule(
  {
    id: "workflow-persisted-credentials",
    title: "A checkout leaves no token behind",
    severity: "warning",
    securitySeverity: 5.5,
    protects:
      "actions/checkout keeps the job's token in .git/config (from version 6 in a file beside it) unless it is told not to. Every later step can read it, and an artifact or an image of the whole folder publishes it.",
    fix: "Set `persist-credentials: false`. Where a later step pushes with git, give that step the token, or say `persist-credentials: true` to show that it is meant.",
    examples: [
      {
        name: "the checked-out folder published as an artifact",
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
    const all = stepsOf(definition);
    for (const step of all) {
      const { uses } = step;
      if (uses?.kind !== "repository" || uses.slug !== "actions/checkout" || isDisabled(step)) continue;
      const setting = scalarOf(child(step.with, "persist-credentials"));
      if (setting?.text.toLowerCase() === "false") continue;
      const meant = setting?.text.toLowerCase() === "true";
      const published = all.some(
        (later) => later.job === step.job && later.index > step.index && publishesFolder(later),
      );
      const beside = (versionOf(definition.source, uses)?.[0] ?? 0) >= 6;
      yield {
        at: setting?.start ?? step.node.start,
        severity: published && !beside && !meant ? "error" : published ? "warning" : "note",
        message: published
          ? "Expected a checkout without credentials before the folder is published, found one that keeps the token in it. Set `persist-credentials: false`."
          : meant
            ? "Expected no token on disk, found `persist-credentials: true`. Keep it only where a later step pushes."
            : "Expected `persist-credentials: false`, found a checkout that leaves the job's token on disk. Say `false`, or `true` where a later step pushes.",
      };
    }
  },
);

/** Whether an artifact takes the workspace or its `.git`. */
function publishesFolder({ uses, with: inputs }: Step): boolean {
  if (uses?.kind !== "repository" || uses.slug !== "actions/upload-artifact") return false;
  const paths = itemsOf(child(inputs, "path")).flatMap((item) => (item.kind === "scalar" ? item.text.split("\n") : []));
  return paths.some((path) =>
    /^(?:\.|\.\/|\.git.*|\*\*?|\.\/\*\*?|\$\{\{\s*github\.workspace\s*\}\}\/?|~)$/.test(path.trim()),
  );
}
