import { workflowRule } from "../definition-rule.ts";
import { contextReferences } from "../expression/context-path.ts";
import { expressionsIn } from "../expression/find-expressions.ts";
import { type Job, startsOn, type Workflow } from "../model/definition.ts";
import { effectivePermissions, mayWrite } from "../model/permissions.ts";
import { child, scalarOf } from "../yaml/yaml-node.ts";

/** Actions that were made for these triggers and run nothing of the pull request. */
const MADE_FOR_IT = new Set(["actions/labeler", "actions/first-interaction", "amannn/action-semantic-pull-request"]);

export const dangerousTrigger = workflowRule(
  {
    id: "workflow-dangerous-trigger",
    title: "No trigger gives an outsider's change the repository's own rights",
    severity: "warning",
    securitySeverity: 6.5,
    protects:
      "pull_request_target and workflow_run run in the target repository, with its secrets and a token that may write, while a fork starts them. Code, file names, titles and artifacts of the fork reach a privileged job that way.",
    fix: "Use pull_request, or workflow_call instead of workflow_run. Where the rights are needed: never check out or run what the fork sent, set `permissions:` to the least, and treat every text and artifact as hostile.",
    examples: [
      {
        name: "pull_request_target that builds",
        vulnerable: `on: pull_request_target
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
`,
        repaired: `on: pull_request
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
`,
      },
      {
        name: "workflow_run",
        vulnerable: `on:
  workflow_run:
    workflows: [test]
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - run: ./report
`,
        repaired: `on:
  pull_request_target:
jobs:
  label:
    runs-on: ubuntu-latest
    permissions:
      pull-requests: write
    steps:
      - uses: actions/labeler@634933edcd8ababfe52f92936142cc22ac488b1b # v6.0.1
`,
      },
    ],
  },
  function* (workflow) {
    if (workflow.jobs.length > 0 && workflow.jobs.every(isMadeForIt)) return;
    const privileged = hasRights(workflow);
    for (const { name, node } of workflow.triggers) {
      if (name !== "pull_request_target" && name !== "workflow_run") continue;
      yield {
        at: node.start,
        ...(privileged ? {} : { severity: "note" as const }),
        message: `Expected a trigger without rights for what forks send, found \`${name}\`${privileged ? "" : " (its jobs have neither a secret nor a token that may write)"}. Use \`${name === "workflow_run" ? "workflow_call" : "pull_request"}\`, or run nothing of the fork and cut the permissions.`,
      };
    }
  },
);

function isMadeForIt({ steps, uses }: Job): boolean {
  return (
    uses === null &&
    steps.length > 0 &&
    steps.every((step) => step.uses?.kind === "repository" && MADE_FOR_IT.has(step.uses.slug))
  );
}

function hasRights(workflow: Workflow): boolean {
  for (const { tree } of expressionsIn(workflow.source, workflow.root)) {
    if (tree && contextReferences(tree).some(({ path }) => path[0] === "secrets" && path[1] !== "github_token"))
      return true;
  }
  if (workflow.jobs.some(({ node }) => scalarOf(child(node, "secrets"))?.text === "inherit")) return true;
  return (
    workflow.jobs.some((job) => mayWrite(effectivePermissions(workflow, job))) || startsOn(workflow, "workflow_call")
  );
}
