import { workflowRule } from "../definition-rule.ts";
import { child, entriesOf, scalarOf } from "../yaml/yaml-node.ts";

export const containerCredentials = workflowRule(
  {
    id: "workflow-container-credentials",
    title: "No password of a container registry stands in a workflow",
    severity: "error",
    securitySeverity: 7.5,
    protects:
      "A password that is written into a workflow is everybody's who can read the repository, and stays in its history.",
    fix: "Store it as a secret and name that: `password: ${{ secrets.REGISTRY_PASSWORD }}`. Change the password.",
    examples: [
      {
        name: "a registry's password written out",
        vulnerable: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container:
      image: registry.example.com/app:1
      credentials:
        username: ci
        password: not-a-good-idea
    steps:
      - run: make test
`,
        repaired: `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container:
      image: registry.example.com/app:1
      credentials:
        username: ci
        password: \${{ secrets.REGISTRY_PASSWORD }}
    steps:
      - run: make test
`,
      },
    ],
  },
  function* (workflow) {
    for (const job of workflow.jobs) {
      const containers = [
        { name: "the container", node: child(job.node, "container") },
        ...entriesOf(child(job.node, "services")).map(({ key, value }) => ({
          name: `the service \`${key.text}\``,
          node: value,
        })),
      ];
      for (const { name, node } of containers) {
        const password = scalarOf(child(child(node, "credentials"), "password"));
        if (!password || password.text === "" || password.text.includes("${{")) continue;
        yield {
          at: password.start,
          // The line holds the password.
          context: `password of ${name} in ${job.id}`,
          message: `Expected the password of ${name} from a secret, found it written out. Store it as a secret and change it.`,
        };
      }
    }
  },
);
