import { type Observation, workflowRule } from "../definition-rule.ts";
import { child, type YamlNode } from "../yaml/yaml-node.ts";

/** Scopes of the token, with the levels that each has beside `none`. */
const SCOPES: { readonly [scope: string]: readonly string[] } = {
  ...Object.fromEntries(
    [
      "actions",
      "artifact-metadata",
      "attestations",
      "checks",
      "contents",
      "deployments",
      "discussions",
      "issues",
      "packages",
      "pages",
      "pull-requests",
      "repository-projects",
      "security-events",
      "statuses",
    ].map((scope) => [scope, ["read", "write"]]),
  ),
  "code-quality": ["read", "write"],
  "copilot-requests": ["write"],
  "id-token": ["write"],
  models: ["read"],
  "vulnerability-alerts": ["read"],
};

export const permissionScope = workflowRule(
  {
    id: "workflow-permission-scope",
    title: "Permissions name scopes and levels that there are",
    severity: "error",
    protects: "GitHub refuses a workflow with a scope or level that it does not know, so that its checks do not run.",
    fix: "Use the scopes of GitHub's page on `permissions`, each with `read`, `write` or `none`.",
    examples: [
      {
        name: "a scope and a level that do not exist",
        vulnerable: `on: push
permissions:
  content: read
  issues: admin
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
`,
        repaired: `on: push
permissions:
  contents: read
  issues: write
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
    for (const owner of [workflow.root, ...workflow.jobs.map(({ node }) => node)])
      yield* ofPermissions(child(owner, "permissions"));
  },
);

function* ofPermissions(node: YamlNode | null): Generator<Observation> {
  if (node?.kind === "scalar") {
    if (/^(?:read-all|write-all)$/.test(node.text)) return;
    yield {
      at: node.start,
      message: `Expected \`read-all\`, \`write-all\` or scopes, found ${node.type === "null" ? "nothing" : `\`${node.text}\``}. Correct it; \`{}\` takes everything away.`,
    };
    return;
  }
  if (node?.kind !== "map") return;
  for (const { key, value } of node.entries) {
    const levels = Object.hasOwn(SCOPES, key.text) ? SCOPES[key.text] : undefined;
    if (!levels) {
      yield {
        at: key.start,
        message: `Expected a scope of the token (${Object.keys(SCOPES).sort().join(", ")}), found \`${key.text}\`. Correct it.`,
      };
      continue;
    }
    const level = value.kind === "scalar" ? value.text : "";
    if (level === "none" || levels.includes(level)) continue;
    yield {
      at: value.start,
      message: `Expected ${[...levels, "none"].map((each) => `\`${each}\``).join(" or ")} for \`${key.text}\`, found \`${level}\`. Correct it.`,
    };
  }
}
