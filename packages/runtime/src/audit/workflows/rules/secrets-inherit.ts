import { workflowRule } from "../definition-rule.ts";
import { child, scalarOf } from "../yaml/yaml-node.ts";

export const secretsInherit = workflowRule(
  {
    id: "workflow-secrets-inherit",
    title: "A called workflow gets the secrets that it needs by name",
    severity: "warning",
    securitySeverity: 5.0,
    protects:
      "`secrets: inherit` hands every secret of the repository and the organization to the called workflow, and nobody can read from the call which ones it uses.",
    fix: "List the secrets: `secrets: { TOKEN: ${{ secrets.TOKEN }} }`.",
    examples: [
      {
        name: "secrets: inherit",
        vulnerable: `on: push
jobs:
  deploy:
    uses: octo-org/shared/.github/workflows/deploy.yml@v1
    secrets: inherit
`,
        repaired: `on: push
jobs:
  deploy:
    uses: octo-org/shared/.github/workflows/deploy.yml@v1
    secrets:
      TOKEN: \${{ secrets.DEPLOY_TOKEN }}
`,
      },
    ],
  },
  function* (workflow) {
    for (const job of workflow.jobs) {
      const secrets = scalarOf(child(job.node, "secrets"));
      if (job.uses === null || secrets?.text !== "inherit") continue;
      // In the same repository whoever changes the called workflow could read the secrets here just as well.
      const own = job.uses.kind === "local" || job.uses.kind === "self";
      yield {
        at: secrets.start,
        ...(own ? { severity: "note" as const } : {}),
        message: `Expected the secrets that the called workflow needs, found \`secrets: inherit\`, which hands over all of them. List them by name.`,
      };
    }
  },
);
