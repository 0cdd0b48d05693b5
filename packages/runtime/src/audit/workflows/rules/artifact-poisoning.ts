import { workflowRule } from "../definition-rule.ts";
import { type Step, startsOn } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { commandsOf, withoutPrefixes } from "../shell/commands-in.ts";
import { sourceOffset } from "../yaml/source-offset.ts";
import { child, scalarOf } from "../yaml/yaml-node.ts";

const DOWNLOADS = new Set([
  "actions/download-artifact",
  "aochmann/actions-download-artifact",
  "bettermarks/action-artifact-download",
  "dawidd6/action-download-artifact",
  "ishworkh/docker-image-artifact-download",
  "marcofaggian/action-download-multiple-artifacts",
  "marocchino/action-workflow_run-status",
  "redhat-plumbers-in-action/download-artifact",
]);
/** A folder that holds nothing which a later step would take for its own. */
const APART = /^(?:\$\{\{\s*runner\.temp\s*\}\}|\$\{?RUNNER_TEMP\}?|\/tmp\b|\.\.\/|~\/)/;
const EXECUTES =
  /^(?:bash|sh|zsh|source|\.|node|python[\d.]*|ruby|perl|make|npm|npx|yarn|pnpm|bun|pip[\d.]*|cargo|go|mvn|gradle|\.\/gradlew|\.\/mvnw|docker|terraform|dotnet|chmod)$/;

export const artifactPoisoning = workflowRule(
  {
    id: "workflow-artifact-poisoning",
    title: "An artifact of another run is data, in a folder of its own",
    severity: "warning",
    securitySeverity: 7.5,
    protects:
      "workflow_run starts after a run of a fork's pull request. Its artifact is whatever the fork put there: unpacked into the workspace it replaces scripts and configuration that the privileged job then runs.",
    fix: "Unpack into ${{ runner.temp }}, check that the content is what it should be (a number is digits), and run nothing of it.",
    examples: [
      {
        name: "unpacked over the workspace, then make",
        vulnerable: `on:
  workflow_run:
    workflows: [test]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: dawidd6/action-download-artifact@v6
        with:
          name: site
      - run: make publish
`,
        repaired: `on:
  workflow_run:
    workflows: [test]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: dawidd6/action-download-artifact@v6
        with:
          name: site
          path: \${{ runner.temp }}/site
      - run: make publish
`,
      },
      {
        name: "gh run download and unzip",
        vulnerable: `on: workflow_run
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          gh run download "$ID" -n site
          unzip -o site.zip
          ./build.sh
`,
        repaired: `on: workflow_run
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          gh run download "$ID" -n site -D "$RUNNER_TEMP/site"
          unzip site.zip -d "$RUNNER_TEMP/site"
          ./build.sh
`,
      },
    ],
  },
  function* (workflow) {
    if (!startsOn(workflow, "workflow_run", "pull_request_target", "issue_comment")) return;
    for (const job of workflow.jobs) {
      for (const step of job.steps) {
        if (isDisabled(step)) continue;
        const at = unpacksHere(workflow.source, step);
        if (at === null) continue;
        const runs = job.steps.some((later) => later.index >= step.index && executes(later));
        yield {
          at,
          severity: runs ? "warning" : "note",
          message: `Expected the artifact of another run in a folder of its own, found it unpacked into the workspace${runs ? ", where a step then runs what lies there" : ""}. Unpack below \`runner.temp\`.`,
        };
      }
    }
  },
);

/** Where a step unpacks an artifact of another run into the workspace. */
function unpacksHere(source: string, { uses, with: inputs, run }: Step): number | null {
  if (uses?.kind === "repository" && DOWNLOADS.has(uses.slug)) {
    // Without a run's id GitHub's own action takes what this very run made.
    if (uses.slug === "actions/download-artifact" && !child(inputs, "run-id")) return null;
    const path = scalarOf(child(inputs, "path"))?.text ?? ".";
    return APART.test(path) ? null : uses.node.start;
  }
  if (!run || !/gh run download|artifacts?\b/.test(run.text)) return null;
  for (const { words, at } of commandsOf(run)) {
    const [program, ...args] = withoutPrefixes(words);
    const download = program === "gh" && args[0] === "run" && args[1] === "download";
    const unpack = program === "unzip" || (program === "tar" && /^-?\w*x/.test(args[0] ?? ""));
    if (!download && !unpack) continue;
    const folder = args.findIndex((arg) => /^(?:-D|--dir|-d|-C|--directory)$/.test(arg));
    const joined = args
      .find((arg) => /^(?:-D|--dir=|-d|-C|--directory=)./.test(arg))
      ?.replace(/^(?:-D|--dir=|-d|-C|--directory=)/, "");
    const target = folder >= 0 ? (args[folder + 1] ?? ".") : (joined ?? ".");
    if (!APART.test(target)) return sourceOffset(source, run, at);
  }
  return null;
}

function executes({ run, uses }: Step): boolean {
  if (uses?.kind === "local") return true;
  if (!run) return false;
  return commandsOf(run).some(({ words }) => {
    const [program = ""] = withoutPrefixes(words);
    return EXECUTES.test(program) || /^\.\//.test(program);
  });
}
