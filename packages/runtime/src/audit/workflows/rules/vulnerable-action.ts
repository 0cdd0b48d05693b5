import { type ActionAdvisory, actionAdvisories } from "../data/action-advisories.ts";
import { definitionRule } from "../definition-rule.ts";
import { isCommit, type RepositoryReference } from "../model/action-reference.ts";
import { usesOf } from "../model/references.ts";
import { versionOf } from "../model/version-of.ts";

export const vulnerableAction = definitionRule(
  {
    id: "workflow-vulnerable-action",
    title: "No action with a published weakness is used",
    severity: "error",
    securitySeverity: 8.6,
    protects:
      "An action with a published weakness, or one whose tags were moved to an attacker's code, runs with the job's token and secrets. Judged by a list that comes with this version, offline: the ref or the comment behind a commit says which version it is.",
    fix: "Update to the version that the finding names, pinned by its commit, or replace the action. After one that stole secrets: change every secret that the job could read.",
    examples: [
      {
        name: "the release of tj-actions/changed-files that was taken over",
        vulnerable: `on: pull_request
jobs:
  list:
    runs-on: ubuntu-latest
    steps:
      - uses: tj-actions/changed-files@v45
      - uses: reviewdog/action-setup@f0d342d24037bb11d26b9bd8496e0808ba32e9ec # v1
`,
        repaired: `on: pull_request
jobs:
  list:
    runs-on: ubuntu-latest
    steps:
      - uses: tj-actions/changed-files@ed68ef82c095e0d48ec87eccea555d944a631a4c # v46.0.5
      - uses: actions/download-artifact@v4
`,
      },
    ],
  },
  function* (definition) {
    for (const { uses } of usesOf(definition)) {
      for (const advisory of actionAdvisories) {
        if (advisory.action !== uses.slug || !concerns(advisory, uses, definition.source)) continue;
        const remedy = advisory.fixed === null ? "Replace it" : `Update to ${advisory.fixed} or newer`;
        yield {
          at: uses.node.start,
          message: `Expected an action without a published weakness, found \`${uses.slug}\`: ${advisory.what} (${advisory.id}). ${remedy}.`,
        };
      }
    }
  },
);

function concerns(advisory: ActionAdvisory, uses: RepositoryReference, source: string): boolean {
  const { ref } = uses;
  if (ref === null) return false;
  if (isCommit(ref) && advisory.commits?.includes(ref.toLowerCase())) return true;
  const version = versionOf(source, uses);
  if (!version) return false;
  const fixed = advisory.fixed === null ? null : numbers(advisory.fixed);
  const from = advisory.from === undefined ? null : numbers(advisory.from);
  // `v4` is whatever v4 is newest: only a mended version within the same major makes it good.
  return (fixed === null || isBefore(version, fixed)) && (from === null || !isBefore(pad(version), from));
}

function numbers(version: string): readonly number[] {
  return version.split(".").map(Number);
}

function pad(version: readonly number[]): readonly number[] {
  return [...version, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY].slice(0, 3);
}

/** Compares as far as the version is stated; what it leaves open is the newest there is. */
function isBefore(version: readonly number[], other: readonly number[]): boolean {
  for (let index = 0; index < Math.max(version.length, other.length); index++) {
    const [own, theirs] = [version[index] ?? Number.POSITIVE_INFINITY, other[index] ?? 0];
    if (own !== theirs) return own < theirs;
  }
  return false;
}
