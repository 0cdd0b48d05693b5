import { workflowRule } from "../definition-rule.ts";
import type { Job, Step } from "../model/definition.ts";
import { child, scalarOf, type YamlMap } from "../yaml/yaml-node.ts";

/** What a step checks, by its name, its command or its action. */
const GATE =
  /\b(?:test|tests|lint|audit|scan|check|verify|typecheck|coverage|codeql|semgrep|snyk|trivy|grype|gitleaks|zizmor|sast|npm audit|pytest|eslint|clippy)\b/i;

export const toleratedFailure = workflowRule(
  {
    id: "workflow-tolerated-failure",
    title: "A check that fails makes its job fail",
    severity: "note",
    securitySeverity: 3,
    profile: "strict",
    protects:
      "With `continue-on-error: true` a failed test or scan leaves the job green: the gate stands open and nobody sees it.",
    fix: "Leave it out. Where a check is on trial, read its outcome in a later step and say so.",
    examples: [
      {
        name: "tests that may fail",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: npm test
        continue-on-error: true
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: npm test
      - run: ./notify
        continue-on-error: true
`,
      },
    ],
  },
  function* (workflow) {
    for (const job of workflow.jobs) {
      const ofJob = tolerates(job.node);
      if (ofJob && (GATE.test(job.id) || job.steps.some(isGate))) {
        yield {
          at: ofJob.start,
          message: `Expected the job \`${job.id}\` to fail with its checks, found \`continue-on-error\`. Remove it.`,
        };
      }
      for (const step of job.steps) {
        const own = tolerates(step.node);
        if (!own || !isGate(step) || isRead(job, step)) continue;
        yield {
          at: own.start,
          message:
            "Expected a check that fails to fail the job, found `continue-on-error`. Remove it, or read the step's outcome.",
        };
      }
    }
  },
);

function tolerates(node: YamlMap) {
  const setting = scalarOf(child(node, "continue-on-error"));
  return setting?.text === "true" ? setting : null;
}

function isGate({ name, run, uses }: Step): boolean {
  return GATE.test([name?.text, run?.text, uses?.text].filter(Boolean).join("\n"));
}

/** Whether a later step looks at how this one ended. */
function isRead(job: Job, { id, index }: Step): boolean {
  if (id === null) return false;
  const outcome = new RegExp(`steps\\.${id.replace(/\W/g, ".")}\\.(?:outcome|conclusion)`);
  return job.steps.some((later) => later.index > index && outcome.test(later.condition?.text ?? later.run?.text ?? ""));
}
