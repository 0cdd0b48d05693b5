import { workflowRule } from "../definition-rule.ts";
import { contextReferences } from "../expression/context-path.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import { type Step, startsOn, type Workflow } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { variablesOf } from "../model/variables.ts";
import { commandsOf, withoutPrefixes } from "../shell/commands-in.ts";
import { sourceOffset } from "../yaml/source-offset.ts";
import { child, entriesOf, scalarOf, scalarsIn, type YamlNode, type YamlScalar } from "../yaml/yaml-node.ts";

const PRIVILEGED = ["pull_request_target", "workflow_run", "issue_comment", "issues", "discussion_comment"];

export const unsafeCheckout = workflowRule(
  {
    id: "workflow-unsafe-checkout",
    title: "No privileged job checks out what a fork sent",
    severity: "error",
    securitySeverity: 9.3,
    protects:
      "A job that pull_request_target, workflow_run or a comment starts has the repository's secrets and token. When it checks out the pull request's head, every build script, test and configuration file in it is the outsider's and may read them.",
    fix: "Build pull requests under pull_request, where no secret is. Let a second workflow with the rights take plain data from it. Where the head must be read, check it out into a folder of its own with `persist-credentials: false`, and run nothing in it.",
    examples: [
      {
        name: "the head of a pull request, then its tests",
        vulnerable: `on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm ci && npm test
`,
        repaired: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm ci && npm test
`,
      },
      {
        name: "gh pr checkout on a comment",
        vulnerable: `on: issue_comment
jobs:
  test:
    if: github.event.comment.body == '/test'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: gh pr checkout "$NUMBER" && make test
        env:
          NUMBER: \${{ github.event.issue.number }}
`,
        repaired: `on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make check-title
`,
      },
    ],
  },
  function* (workflow) {
    if (!startsOn(workflow, ...PRIVILEGED)) return;
    for (const job of workflow.jobs) {
      for (const step of job.steps) {
        if (isDisabled(step)) continue;
        const at = checkoutOfHead(workflow, step);
        if (at === null) continue;
        const runs = job.steps.some((later) => later.index > step.index && runsCode(later)) || step.run !== null;
        yield {
          at,
          ...(runs ? {} : { severity: "warning" as const }),
          message: `Expected a privileged job to use the repository's own commit, found a checkout of what the pull request sent${runs ? ", and code that runs after it" : ""}. Build it under \`pull_request\`.`,
        };
      }
    }
  },
);

function runsCode(step: Step): boolean {
  return (
    step.run !== null ||
    step.uses?.kind === "local" ||
    (step.uses?.kind === "repository" && /setup|build|test|npm|gradle|maven|docker/.test(step.uses.slug))
  );
}

function checkoutOfHead(workflow: Workflow, step: Step): number | null {
  if (step.uses?.kind === "repository" && step.uses.slug === "actions/checkout") {
    for (const name of ["ref", "repository"]) {
      const value = child(step.with, name);
      if (value && namesHead(workflow, value, step)) return value.start;
    }
    return null;
  }
  return step.run ? checkoutInScript(workflow, step, step.run) : null;
}

function checkoutInScript(workflow: Workflow, step: Step, run: YamlScalar): number | null {
  for (const { words, text, at } of commandsOf(run)) {
    const [program, ...args] = withoutPrefixes(words);
    if (program === "gh" && args[0] === "pr" && args[1] === "checkout") return sourceOffset(workflow.source, run, at);
    if (program !== "git" || !/^(?:checkout|switch|fetch|pull|merge|reset|clone|worktree)$/.test(args[0] ?? ""))
      continue;
    const place = sourceOffset(workflow.source, run, at);
    if (/\brefs\/pull\/|\bpull\/[^\s/]+\/(?:head|merge)\b/.test(text)) return place;
    const variables = variablesOf(step).filter(
      ({ key, value }) =>
        new RegExp(`\\$\\{?${key.text.replace(/\W/g, "")}\\b`).test(text) && namesHead(workflow, value, step),
    );
    if (variables.length > 0) return place;
    const fenced = { ...run, text, style: "plain", aliased: true } as const;
    if (namesHead(workflow, fenced, step)) return place;
  }
  return null;
}

const HEAD =
  /^github\.(?:head_ref|event\.(?:pull_request|workflow_run(?:\.pull_requests\.[^.]+)?|check_suite|check_run\.check_suite)\.(?:head\.(?:ref|sha|repo\.(?:full_name|clone_url|ssh_url|html_url))|head_(?:branch|sha|repository\.full_name|commit\.id)|merge_commit_sha|number)|event\.(?:number|issue\.number))$/;
const OUTPUT = /^(?:steps|needs)\..*outputs\..*(?:head|pr|pull|sha|ref|branch)/;

/** Whether a value names the commit, branch, repository or merge ref of a pull request. */
function namesHead(workflow: Workflow, node: YamlNode, step: Step): boolean {
  for (const scalar of scalarsIn(node)) {
    for (const { tree } of findExpressions(workflow.source, scalar)) {
      if (!tree) continue;
      for (const { path } of contextReferences(tree)) {
        const written = path.map((each) => each ?? "*").join(".");
        const number = /number$/.test(written);
        if (HEAD.test(written) && (!number || /refs?\/pull|pull\//.test(scalar.text))) return true;
        if (OUTPUT.test(written) && startsOn(workflow, "issue_comment", "workflow_run")) return true;
        if (path[0] === "env") {
          const name = path[1];
          for (const env of [step.env, step.job?.env ?? null, workflow.env]) {
            const entry = entriesOf(env).find(({ key }) => key.text.toLowerCase() === name);
            const value = scalarOf(entry?.value ?? null);
            if (value && !value.text.includes("env.") && namesHead(workflow, value, step)) return true;
          }
        }
      }
    }
  }
  return false;
}
