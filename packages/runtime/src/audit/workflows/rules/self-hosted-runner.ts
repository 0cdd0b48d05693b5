import { workflowRule } from "../definition-rule.ts";
import { startsOn } from "../model/definition.ts";
import { runnerLabels } from "../model/runner.ts";
import { child } from "../yaml/yaml-node.ts";

export const selfHostedRunner = workflowRule(
  {
    id: "workflow-self-hosted-runner",
    title: "No outsider's change runs on the company's own machines",
    severity: "note",
    securitySeverity: 5,
    protects:
      "A runner of your own keeps what a job leaves behind and stands in your network. In a public repository a pull request from a fork can run code on it.",
    fix: "Run pull requests on GitHub's runners. Otherwise use runners that live for one job, and require approval for every outside contributor.",
    examples: [
      {
        name: "pull requests on an own machine",
        vulnerable: `on: pull_request
jobs:
  test:
    runs-on: [self-hosted, linux]
    steps:
      - run: make test
`,
        repaired: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
      },
    ],
  },
  function* (workflow) {
    const outside = startsOn(workflow, "pull_request", "pull_request_target", "issue_comment", "workflow_run");
    for (const job of workflow.jobs) {
      const runsOn = child(job.node, "runs-on");
      if (!runsOn) continue;
      const own = runnerLabels(job).some((label) => label.toLowerCase() === "self-hosted");
      const group = child(runsOn, "group") !== null;
      if (!own && !group) continue;
      yield {
        at: runsOn.start,
        severity: outside && own ? "warning" : "note",
        message: `Expected GitHub's runners${outside ? " for what a fork may send" : ""}, found ${own ? "a runner of your own" : "a group of runners, which may be your own"}. Move the job, or see that each machine lives for one job.`,
      };
    }
  },
);
