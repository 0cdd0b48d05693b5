import { workflowRule } from "../definition-rule.ts";
import { contextReferences } from "../expression/context-path.ts";
import { expressionsIn } from "../expression/find-expressions.ts";
import { child } from "../yaml/yaml-node.ts";

export const secretsOutsideEnvironment = workflowRule(
  {
    id: "workflow-secrets-outside-environment",
    title: "A job with secrets names the environment that guards them",
    severity: "note",
    profile: "strict",
    protects:
      "Secrets of a repository or organization are there for every job of every branch. Those of an environment are handed out after its rules: reviewers, waiting times, allowed branches.",
    fix: "Move the secret into an environment with protection rules, and name that with `environment:` on the job.",
    examples: [
      {
        name: "a deploy token without an environment",
        vulnerable: `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: ./deploy
        env:
          TOKEN: \${{ secrets.DEPLOY_TOKEN }}
`,
        repaired: `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ./deploy
        env:
          TOKEN: \${{ secrets.DEPLOY_TOKEN }}
          GH_TOKEN: \${{ secrets.GITHUB_TOKEN }}
`,
      },
    ],
  },
  function* (workflow) {
    for (const job of workflow.jobs) {
      if (job.uses !== null || child(job.node, "environment")) continue;
      for (const { tree, place } of expressionsIn(workflow.source, job.node)) {
        for (const { path, at } of tree ? contextReferences(tree) : []) {
          if (path[0] !== "secrets" || path[1] === "github_token") continue;
          yield {
            at: place(at.start),
            message: `Expected an environment on the job \`${job.id}\`, found a secret without one. Move it into a protected environment.`,
          };
        }
      }
    }
  },
);
