import { definitionRule } from "../definition-rule.ts";
import { stepsOf } from "../model/definition.ts";
import { isDisabled } from "../model/is-disabled.ts";
import { child, entriesOf, scalarOf } from "../yaml/yaml-node.ts";

/** Permissions of an app that are about the organization, not about any repository. */
const ORGANIZATION =
  /^permission-(?:members|organization-.*|team-discussions|custom-properties-for-organizations|.*-for-organizations)$/;
const ACTIONS = new Set([
  "actions/create-github-app-token",
  "tibdex/github-app-token",
  "getsentry/action-github-app-token",
  "peter-murray/workflow-application-token-action",
]);

export const appToken = definitionRule(
  {
    id: "workflow-app-token",
    title: "A GitHub App's token is as small and as short as its use",
    severity: "warning",
    securitySeverity: 5,
    protects:
      "A token of a GitHub App can reach every repository and permission of the installation, and stays valid after the job when it is not revoked.",
    fix: "Name `repositories:` beside `owner:`, state each `permission-…:`, and leave `skip-token-revoke` out.",
    examples: [
      {
        name: "all repositories, all permissions, not revoked",
        vulnerable: `on: push
jobs:
  sync:
    runs-on: ubuntu-latest
    environment: sync
    steps:
      - uses: actions/create-github-app-token@1b10c78c7865c340bc4f6099eb2f838309f1e8c3 # v3.1.1
        with:
          client-id: \${{ vars.APP_ID }}
          private-key: \${{ secrets.APP_KEY }}
          owner: octo-org
          skip-token-revoke: true
`,
        repaired: `on: push
jobs:
  sync:
    runs-on: ubuntu-latest
    environment: sync
    steps:
      - uses: actions/create-github-app-token@1b10c78c7865c340bc4f6099eb2f838309f1e8c3 # v3.1.1
        with:
          client-id: \${{ vars.APP_ID }}
          private-key: \${{ secrets.APP_KEY }}
          owner: octo-org
          repositories: docs
          permission-contents: read
`,
      },
    ],
  },
  function* (definition) {
    for (const step of stepsOf(definition)) {
      const { uses } = step;
      if (uses?.kind !== "repository" || !ACTIONS.has(uses.slug) || isDisabled(step)) continue;
      const kept = scalarOf(child(step.with, "skip-token-revoke")) ?? scalarOf(child(step.with, "skip_token_revoke"));
      if (kept && kept.text !== "false" && kept.text !== "") {
        yield {
          at: kept.start,
          message: "Expected a token that is revoked after the job, found `skip-token-revoke`. Remove it.",
        };
      }
      if (uses.slug !== "actions/create-github-app-token") continue;
      const permissions = entriesOf(step.with).filter(({ key }) => key.text.startsWith("permission-"));
      const owner = child(step.with, "owner");
      const organizationOnly = permissions.length > 0 && permissions.every(({ key }) => ORGANIZATION.test(key.text));
      if (owner && !child(step.with, "repositories") && !organizationOnly) {
        yield {
          at: owner.start,
          message:
            "Expected the repositories that the token is for, found `owner:` alone, which means all of them. Add `repositories:`.",
        };
      }
      if (permissions.length === 0) {
        yield {
          at: uses.node.start,
          message:
            "Expected the permissions that the token needs, found none, which means all that the app has. Add `permission-…:`.",
        };
      }
    }
  },
);
