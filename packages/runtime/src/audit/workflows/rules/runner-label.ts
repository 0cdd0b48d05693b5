import { type Observation, workflowRule } from "../definition-rule.ts";
import { contextPath } from "../expression/context-path.ts";
import { findExpressions } from "../expression/find-expressions.ts";
import { isGitHubLabel, platformOf } from "../lint/runner-labels.ts";
import type { Job, Workflow } from "../model/definition.ts";
import { matrixValues } from "../model/matrix.ts";
import { labelNodes } from "../model/runner.ts";
import { child, scalarsIn, type YamlScalar } from "../yaml/yaml-node.ts";

export const runnerLabel = workflowRule(
  {
    id: "workflow-runner-label",
    title: "Every job finds a runner",
    severity: "note",
    profile: "strict",
    protects:
      "A job whose label no runner has waits a day and is then ended. GitHub retires labels such as ubuntu-20.04 and macos-12; labels of your own runners are not known here, so that this is a note.",
    fix: "Use a label of GitHub's list, or add `self-hosted` before labels of your own.",
    examples: [
      {
        name: "a label that is retired, and two platforms at once",
        vulnerable: `on: push
jobs:
  test:
    runs-on: [ubuntu-latest, windows-latest]
    steps:
      - run: make test
  old:
    runs-on: macos-10.15
    steps:
      - run: make test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: [self-hosted, linux, gpu]
    steps:
      - run: make test
  new:
    runs-on: macos-15
    steps:
      - run: make test
`,
      },
    ],
  },
  function* (workflow) {
    for (const job of workflow.jobs) yield* ofJob(workflow, job);
  },
);

function* ofJob(workflow: Workflow, job: Job): Generator<Observation> {
  if (child(child(job.node, "runs-on"), "group")) return;
  const labels = labelNodes(job);
  // Any label may belong to a runner of one's own when the job says that it has one.
  const own = labels.some(({ text }) => text.toLowerCase() === "self-hosted");
  const first = new Map<string, YamlScalar>();
  for (const label of labels) {
    for (const each of written(workflow, job, label)) {
      if (!own && !isGitHubLabel(each.text)) {
        yield {
          at: each.start,
          message: `Expected a label of GitHub's runners, found \`${each.text}\`. Correct it, or add \`self-hosted\` when the runner is your own.`,
        };
      }
    }
    if (label.text.includes("${{")) {
      const platforms = new Set(written(workflow, job, label).map(({ text }) => platformOf(text)));
      for (const [platform] of first) {
        for (const each of written(workflow, job, label)) {
          const other = platformOf(each.text);
          if (other && other !== platform) yield conflict(each);
        }
      }
      for (const platform of platforms) if (platform && platforms.size === 1) first.set(platform, label);
      continue;
    }
    const platform = platformOf(label.text);
    if (!platform) continue;
    if (first.size > 0 && !first.has(platform)) yield conflict(label);
    else first.set(platform, label);
  }
  yield* againstMatrix(workflow, job, labels);
}

/** A fixed label after one that a matrix gives: every value of another platform can never be met. */
function* againstMatrix(workflow: Workflow, job: Job, labels: readonly YamlScalar[]): Generator<Observation> {
  const fixed = labels
    .filter(({ text }) => !text.includes("${{"))
    .map(({ text }) => platformOf(text))
    .filter((each) => each !== null);
  const [platform] = fixed;
  if (!platform) return;
  for (const label of labels.filter(({ text }) => text.includes("${{"))) {
    for (const each of written(workflow, job, label)) {
      const other = platformOf(each.text);
      if (other && other !== platform) yield conflict(each);
    }
  }
}

function conflict(label: YamlScalar): Observation {
  return {
    at: label.start,
    message: `Expected labels that one runner can have, found \`${label.text}\` beside another platform. Use a matrix for several.`,
  };
}

/** A label as it stands, or the values that the matrix gives it; nothing when it is computed otherwise. */
function written(workflow: Workflow, job: Job, label: YamlScalar): readonly YamlScalar[] {
  const [expression] = findExpressions(workflow.source, label);
  if (!expression) return [label];
  const path = expression.tree ? contextPath(expression.tree) : null;
  const whole = expression.start === 0 && expression.end === label.text.length;
  if (!whole || path?.[0] !== "matrix" || path.includes(null)) return [];
  const values = matrixValues(job, path.slice(1) as string[]) ?? [];
  return values.flatMap((value) => [...scalarsIn(value)]).filter(({ text }) => !text.includes("${{"));
}
