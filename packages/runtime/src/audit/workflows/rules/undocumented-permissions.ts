import { workflowRule } from "../definition-rule.ts";
import type { Permissions } from "../model/definition.ts";

export const undocumentedPermissions = workflowRule(
  {
    id: "workflow-undocumented-permissions",
    title: "A comment says what each permission is for",
    severity: "note",
    profile: "strict",
    protects: "A permission that nobody can explain is never taken away again.",
    fix: "Write behind each permission what needs it: `packages: write # pushes the image`. `contents: read` explains itself.",
    examples: [
      {
        name: "a permission without a reason",
        vulnerable: `on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      packages: write
    steps:
      - run: make push
`,
        repaired: `on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      packages: write # pushes the image
    steps:
      - run: make push
`,
      },
    ],
  },
  function* (workflow) {
    for (const permissions of [workflow.permissions, ...workflow.jobs.map((job) => job.permissions)]) {
      for (const at of unexplained(workflow.source, permissions)) {
        yield { at, message: "Expected a comment on what needs this permission, found none. Add it behind the line." };
      }
    }
  },
);

function* unexplained(source: string, permissions: Permissions | null): Generator<number> {
  if (permissions?.kind !== "scopes") return;
  for (const { name, level, entry } of permissions.scopes) {
    if (level === "none" || (name === "contents" && level === "read")) continue;
    const end = source.indexOf("\n", entry.value.end);
    const behind = source.slice(entry.value.end, end < 0 ? undefined : end);
    if (!/#\s*\S/.test(behind.replace(/zizmor:\s*ignore\[[^\]]*\]/, ""))) yield entry.key.start;
  }
}
